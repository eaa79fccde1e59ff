//! What an operation is asked: a struct whose declaration is at once how its query string is read and how the API
//! describes it.

use utoipa::openapi::path::Parameter;

use super::{Declared, Flag, Number, ValueType};
use crate::error::ApiError;
use crate::extract::Parameters;

/// Parameters that belong together: all of an operation, or some that several have in common.
pub(crate) trait ParameterSet: Sized {
    /// Adds the description of each.
    fn describe(into: &mut Vec<Parameter>);

    /// Takes each.
    fn read(from: &mut Parameters) -> Result<Self, ApiError>;
}

/// What an operation without parameters is asked.
impl ParameterSet for () {
    fn describe(_: &mut Vec<Parameter>) {}

    fn read(_: &mut Parameters) -> Result<(), ApiError> {
        Ok(())
    }
}

/// How often a parameter is given: the type of a struct's field says it.
pub(crate) trait Multiplicity<T: ValueType>: Sized {
    fn describe(declared: &Declared<T>) -> Parameter;

    fn read(declared: &Declared<T>, from: &mut Parameters) -> Result<Self, ApiError>;
}

/// Once, or not at all.
impl<T: ValueType> Multiplicity<T> for Option<T::Value> {
    fn describe(declared: &Declared<T>) -> Parameter {
        declared.in_query()
    }

    fn read(declared: &Declared<T>, from: &mut Parameters) -> Result<Self, ApiError> {
        from.take(declared)
    }
}

/// Any number of times; the values are alternatives.
impl<T: ValueType> Multiplicity<T> for Vec<T::Value> {
    fn describe(declared: &Declared<T>) -> Parameter {
        declared.repeated_in_query()
    }

    fn read(declared: &Declared<T>, from: &mut Parameters) -> Result<Self, ApiError> {
        from.several(declared)
    }
}

/// A parameter that must be given.
pub(crate) struct RequiredParameter<V>(pub(crate) V);

impl<T: ValueType> Multiplicity<T> for RequiredParameter<T::Value> {
    fn describe(declared: &Declared<T>) -> Parameter {
        declared.needed_in_query()
    }

    fn read(declared: &Declared<T>, from: &mut Parameters) -> Result<Self, ApiError> {
        from.need(declared).map(RequiredParameter)
    }
}

/// A number with a default.
impl Multiplicity<Number> for u64 {
    fn describe(declared: &Declared<Number>) -> Parameter {
        declared.in_query()
    }

    fn read(declared: &Declared<Number>, from: &mut Parameters) -> Result<Self, ApiError> {
        from.number(declared)
    }
}

/// False where nothing is given.
impl Multiplicity<Flag> for bool {
    fn describe(declared: &Declared<Flag>) -> Parameter {
        declared.in_query()
    }

    fn read(declared: &Declared<Flag>, from: &mut Parameters) -> Result<Self, ApiError> {
        Ok(from.take(declared)?.unwrap_or(false))
    }
}

/// Declares what an operation is asked. `name: Type = values` is a parameter, described by its doc comment, whose type
/// says how often it is given; `name: Type` is a group of parameters that is declared elsewhere.
macro_rules! parameter_set {
    (
        $(#[$doc:meta])*
        $view:vis struct $name:ident { $($(#[doc = $text:literal])* $field:ident: $type:ty $(= $takes:expr)?,)+ }
    ) => {
        $(#[$doc])*
        $view struct $name { $($field: $type,)+ }

        impl $crate::declared::ParameterSet for $name {
            fn describe(into: &mut Vec<utoipa::openapi::path::Parameter>) {
                $($crate::declared::parameter_set!(@describe into, $field: $type, [$($text),*] $($takes)?);)+
            }

            fn read(from: &mut $crate::extract::Parameters) -> Result<Self, $crate::error::ApiError> {
                Ok(Self { $($field: $crate::declared::parameter_set!(@read from, $field: $type, [$($text),*] $($takes)?),)+ })
            }
        }

        impl utoipa::IntoParams for $name {
            fn into_params(
                _: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                let mut all = Vec::new();
                <Self as $crate::declared::ParameterSet>::describe(&mut all);
                all
            }
        }
    };
    (@describe $into:ident, $field:ident: $type:ty, []) => { <$type as $crate::declared::ParameterSet>::describe($into) };
    (@read $from:ident, $field:ident: $type:ty, []) => { <$type as $crate::declared::ParameterSet>::read($from)? };
    (@describe $into:ident, $field:ident: $type:ty, [$($text:literal),+] $takes:expr) => {
        $into.push(<$type as $crate::declared::Multiplicity<_>>::describe(
            &$crate::declared::Declared::new(stringify!($field), $takes, concat!($($text),+)),
        ))
    };
    (@read $from:ident, $field:ident: $type:ty, [$($text:literal),+] $takes:expr) => {
        <$type as $crate::declared::Multiplicity<_>>::read(
            &$crate::declared::Declared::new(stringify!($field), $takes, concat!($($text),+)),
            $from,
        )?
    };
}
pub(crate) use parameter_set;

#[cfg(test)]
mod tests {
    use utoipa::IntoParams;
    use utoipa::openapi::Required;

    use super::*;
    use crate::declared::{REPEATS_MAX, Text};

    parameter_set! {
        struct Page {
            /// The most
            /// of them
            limit: u64 = Number { from: 1, to: 10, default: Some(5) },
        }
    }

    parameter_set! {
        struct Whole {
            page: Page,
            /// Which
            name: RequiredParameter<String> = Text { from: 1, to: 3 },
            /// Where
            channel: Vec<String> = Text { from: 1, to: 3 },
            /// Whether
            with_total: bool = Flag,
            /// Or not
            handoff: Option<bool> = Flag,
        }
    }

    fn read(pairs: &[(&str, &str)]) -> Result<Whole, ApiError> {
        Whole::read(&mut Parameters::of(pairs))
    }

    #[test]
    fn a_struct_is_read_as_it_is_described() {
        let described = Whole::into_params(|| None);
        let names: Vec<_> =
            described.iter().map(|one| (one.name.as_str(), one.description.as_deref().unwrap())).collect();
        let expected =
            [("limit", "The most of them"), ("name", "Which"), ("channel", "Where"), ("with_total", "Whether")];
        assert_eq!((&names[..4], names[4]), (&expected[..], ("handoff", "Or not")));
        let needed = described.iter().filter(|one| matches!(one.required, Required::True)).map(|one| one.name.as_str());
        assert_eq!(needed.collect::<Vec<_>>(), ["name"]);
        let schema = serde_json::to_value(&described[2]).unwrap()["schema"].clone();
        assert_eq!((&schema["type"], &schema["maxItems"]), (&"array".into(), &REPEATS_MAX.into()));

        let all =
            read(&[("name", "ab"), ("channel", "x"), ("channel", "y"), ("handoff", "0"), ("limit", "7")]).unwrap();
        assert_eq!((all.page.limit, all.name.0.as_str(), all.with_total, all.handoff), (7, "ab", false, Some(false)));
        assert_eq!(all.channel, ["x", "y"]);
        assert_eq!(read(&[("name", "ab")]).unwrap().page.limit, 5);
        for wrong in [&[][..], &[("name", "abcd")], &[("name", "a"), ("limit", "11")], &[("name", "a"), ("name", "b")]]
        {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
