//! Prints `docs/reference/fields.md`: every field of every record with its class. `make docs` calls it.

use convlog_core::RecordType;
use convlog_core::schema::{COMMON, Field};

const INTRODUCTION: &str = "# Fields and their classes

Written by `make docs` from `convlog_core::schema`; do not edit.

Every field has one class, which belongs to the field and not to the door it came through. **open** is seen by every
reader. **guarded** is seen by every reader except for what is flagged inside it. **personal** is seen only by readers
with the permission `pii`. What a sender flags in `pii` only ever raises a class.

## Every record

| field | class | what it is |
|---|---|---|
";

fn main() {
    print!("{INTRODUCTION}");
    for (name, doc) in COMMON {
        println!("| `{name}` | open | {} |", cell(doc));
    }
    for record in RecordType::ALL {
        println!("\n## `{}`\n\n| field | class | kind | what it is |\n|---|---|---|---|", record.as_str());
        record.fields().iter().for_each(print_row);
    }
}

fn print_row(field: &Field) {
    let Field { name, class, kind, doc } = field;
    println!("| `{name}` | {} | {} | {} |", word(class), word(kind), cell(doc));
}

/// Returns the name of a variant as prose writes it: `TextList` becomes `text list`.
fn word(variant: &impl std::fmt::Debug) -> String {
    let mut word = String::new();
    for letter in format!("{variant:?}").chars() {
        if letter.is_uppercase() && !word.is_empty() {
            word.push(' ');
        }
        word.extend(letter.to_lowercase());
    }
    word
}

/// Returns text that stays inside its cell of a table.
fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|")
}
