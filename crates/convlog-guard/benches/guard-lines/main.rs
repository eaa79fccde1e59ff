//! What the guard hides of log lines as people write them, and what it leaves of lines that only look like that: `README.md`
//! beside this file says how the lines were written.
//!
//! Printed are the tables of the first set by kind and by country; `-- --misses` lists what was missed and what was hidden for
//! nothing. `-- --second` prints the totals of the second set by kind, and never a line of it.

mod lines;
mod score;

use lines::Set;
use score::Scores;

fn main() {
    let asked = |option: &str| std::env::args().any(|argument| argument == option);
    let set = if asked("--second") { Set::Second } else { Set::First };
    let (mut by_kind, mut by_country) = (Scores::default(), Scores::default());
    for line in lines::read(set) {
        let judged = score::judge(&line);
        if set == Set::First && asked("--misses") {
            judged.print(&line);
        }
        by_kind.add(&line.kind, &judged);
        by_country.add(&line.country, &judged);
    }
    by_kind.print("kind");
    if set == Set::First {
        by_country.print("country");
    }
}
