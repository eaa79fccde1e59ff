//! What a name says about the value below it.

use crate::rule::Rule;

/// What is known about a value from the names it stands under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Context {
    /// The rule by which the whole value is personal, whatever it holds.
    pub(crate) whole: Option<Rule>,
}

impl Context {
    /// Returns what is known below a key of this name.
    pub(crate) fn below(self, name: &str) -> Context {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let whole = match plain.as_str() {
            "password" | "passwd" | "secret" | "apikey" | "accesstoken" | "pin" | "otp" | "cvv" | "cvc" => Rule::Secret,
            "firstname" | "lastname" | "surname" | "fullname" | "customername" | "callername" => Rule::Name,
            "email" | "emailaddress" => Rule::Email,
            "phone" | "phonenumber" | "callernumber" | "mobile" => Rule::Phone,
            "dob" | "dateofbirth" | "birthdate" => Rule::BirthDate,
            "postcode" | "zipcode" => Rule::Postcode,
            "address" | "street" => Rule::Address,
            _ => return self,
        };
        Context { whole: Some(whole) }
    }
}
