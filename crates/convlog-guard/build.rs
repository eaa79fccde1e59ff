//! Makes one table of all words of the lexicons: where each stands by its hash, and what it says.
//!
//! `lexicon/keys.txt` and `lexicon/sentences.txt` have headings, each of which becomes a constant; of the gathered lists
//! each is one heading. A table of numbers needs nothing to be done when a program starts.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

#[path = "src/lexicon/hash.rs"]
mod hash;

use hash::{SLOTS, hash};

/// The lists that were gathered, with their heading and what it says.
const GATHERED: [(&str, &str, &str); 8] = [
    ("given.txt", "GIVEN", "A name that people are given."),
    ("surnames.txt", "SURNAME", "A name of families."),
    ("words.txt", "WORD", "A common word of one of our languages."),
    ("rare.txt", "RARE", "A word of one of our languages that is not among the most common."),
    ("days.txt", "DAYS", "The name of a day of the week."),
    ("japanese.txt", "JAPANESE_SURNAME", "A name of Japanese families, in their characters."),
    ("months.txt", "MONTH", "The name of a month."),
    ("places.txt", "PLACE", "Part of the name of a country, a city or a language."),
];

/// What each word says: as part of a name of a value, and in a sentence.
type Words = BTreeMap<String, [u128; 2]>;

fn main() {
    let folder = Path::new("lexicon");
    println!("cargo::rerun-if-changed=lexicon");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/lexicon/hash.rs");
    let mut words = Words::new();
    let mut code = String::new();
    for (at, (module, file)) in [("key", "keys.txt"), ("text", "sentences.txt")].into_iter().enumerate() {
        let text = fs::read_to_string(folder.join(file)).expect("a lexicon can be read");
        let mut headings = 0;
        let bits = if module == "key" { 64 } else { 128 };
        let mut names = Vec::new();
        let _ = writeln!(code, "pub(crate) mod {module} {{");
        for part in text.split("\n[").skip(1) {
            let (heading, list) = part.split_once('\n').unwrap_or((part, ""));
            let (name, doc) = heading.split_once(']').expect("a heading ends");
            constant(&mut code, name, doc.trim(), headings, bits);
            names.push(name);
            add(&mut words, list, at, headings);
            headings += 1;
        }
        if module == "text" {
            let list: Vec<_> = names.iter().map(|name| format!("(\"{name}\", {name})")).collect();
            let _ = writeln!(
                code,
                "/// The headings by name.\npub(crate) static HEADINGS: &[(&str, u128)] = &[{}];",
                list.join(", ")
            );
            for (file, name, doc) in GATHERED {
                constant(&mut code, name, doc, headings, bits);
                add(&mut words, &fs::read_to_string(folder.join(file)).expect("a list can be read"), at, headings);
                headings += 1;
            }
        }
        assert!(headings <= bits, "a bit for each heading");
        code.push_str("}\n");
    }
    let table = table(&words, &mut code);
    let out = env::var("OUT_DIR").expect("cargo says where");
    fs::write(Path::new(&out).join("lexicon.rs"), code).expect("the code can be written");
    fs::write(Path::new(&out).join("lexicon.bin"), table).expect("the table can be written");
}

fn constant(code: &mut String, name: &str, doc: &str, bit: u32, bits: u32) {
    let _ = writeln!(code, "/// {doc}\npub(crate) const {name}: u{bits} = 1 << {bit};");
}

fn add(words: &mut Words, list: &str, module: usize, bit: u32) {
    for word in list.split_ascii_whitespace() {
        words.entry(word.to_owned()).or_default()[module] |= 1 << bit;
    }
}

/// Returns the slots and after them the words, each as its length, the number of what it says, and its letters.
fn table(words: &Words, code: &mut String) -> Vec<u8> {
    let mut slots = vec![0_u32; SLOTS];
    let mut blob = vec![0_u8];
    let mut said: Vec<[u128; 2]> = vec![[0, 0]];
    let mut numbers = HashMap::from([([0, 0], 0_u16)]);
    for (word, says) in words {
        let number = *numbers.entry(*says).or_insert_with(|| {
            said.push(*says);
            u16::try_from(said.len() - 1).expect("few different things are said")
        });
        let (first, tag) = hash(word.as_bytes());
        let mut slot = first;
        while slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        let at = u32::try_from(blob.len()).expect("less than 4 GiB");
        assert!(at < 1 << hash::OFFSET_BITS, "the words fit");
        slots[slot] = at | u32::from(tag) << hash::OFFSET_BITS;
        blob.push(u8::try_from(word.len()).expect("a short word"));
        blob.extend(number.to_le_bytes());
        blob.extend(word.as_bytes());
    }
    let _ = writeln!(code, "pub(super) static SAID: [(u64, u128); {}] = [", said.len());
    for [key, text] in said {
        let _ = writeln!(code, "({key:#x}, {text:#x}),");
    }
    code.push_str("];\n");
    slots.iter().flat_map(|slot| slot.to_le_bytes()).chain(blob).collect()
}
