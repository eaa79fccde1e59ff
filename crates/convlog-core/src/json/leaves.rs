//! The texts and numbers of a JSON value, without building it.

use serde_json::value::RawValue;

use super::{Members, Raw, text};

/// Hands over every text and every number that stands in an object, texts without their escapes and numbers as they are
/// written, in order; of the object's own members only those that are asked for by name.
pub fn leaves_of_members(json: &str, wanted: impl Fn(&str) -> bool, mut take: impl FnMut(&str)) {
    let Ok(members) = Members::parse(json) else { return };
    members.list.iter().filter(|(name, _)| wanted(name)).for_each(|(_, value)| leaves(*value, &mut take));
}

fn leaves(value: Raw<'_>, take: &mut dyn FnMut(&str)) {
    match value.get().as_bytes().first() {
        Some(b'"') => take(&text(value).unwrap_or_default()),
        Some(b'{') => {
            let members = Members::parse(value.get()).map(|members| members.list).unwrap_or_default();
            members.into_iter().for_each(|(_, value)| leaves(value, take));
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(value.get()).unwrap_or_default();
            items.into_iter().for_each(|item| leaves(item.into(), take));
        }
        Some(b'-' | b'0'..=b'9') => take(value.get()),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_over_texts_and_numbers_in_order() {
        let json = r#"{"level":"info","a":"x\ty","b":[1,[2.50,{"c":"d","e":null}],true],"f":{"g":-3e2}}"#;
        let mut found = Vec::new();
        leaves_of_members(json, |name| name != "level", |leaf| found.push(leaf.to_owned()));
        assert_eq!(found, ["x\ty", "1", "2.50", "d", "-3e2"]);
    }
}
