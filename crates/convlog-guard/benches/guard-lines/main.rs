//! What the guard hides of log lines as people write them, and what it leaves of lines that only look like that: `README.md`
//! beside this file says how the lines were written. They are split in two halves.
//!
//! Printed are, for the development half, the tables by kind and by country; `-- --misses` lists what was missed and what was
//! hidden for nothing. `-- --unseen` prints the totals of the other half by kind, and never a line of it.

mod lines;
mod score;

use lines::Half;
use score::Scores;

fn main() {
    let asked = |option: &str| std::env::args().any(|argument| argument == option);
    let half = if asked("--unseen") { Half::Unseen } else { Half::Development };
    let (mut by_kind, mut by_country) = (Scores::default(), Scores::default());
    for line in lines::read(half) {
        let judged = score::judge(&line);
        if half == Half::Development && asked("--misses") {
            judged.print(&line);
        }
        by_kind.add(&line.kind, &judged);
        by_country.add(&line.country, &judged);
    }
    by_kind.print("kind");
    if half == Half::Development {
        by_country.print("country");
    }
}
