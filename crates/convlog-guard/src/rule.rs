//! The rules by name. What each looks for is in its own file below `rules/`.

use std::fmt;

/// What kind of personal data something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A payment card's number.
    PaymentCard,
    /// An international bank account number.
    Iban,
    /// A number a state gives to a person.
    NationalId,
    /// An address on the internet.
    IpAddress,
    /// A date of birth.
    BirthDate,
    /// A postcode.
    Postcode,
    /// A postal address.
    Address,
    /// The name of a person.
    Name,
    /// A password, key or token.
    Secret,
    /// Digits said as words.
    SpokenDigits,
    /// A number by which a firm knows somebody.
    Reference,
    /// A vehicle or a device.
    Device,
    /// A place on earth.
    Location,
    /// Keys that were pressed.
    Keys,
}

impl Rule {
    /// Every rule, in the order they are documented.
    pub const ALL: [Rule; 16] = [
        Rule::Phone,
        Rule::Email,
        Rule::PaymentCard,
        Rule::Iban,
        Rule::NationalId,
        Rule::IpAddress,
        Rule::BirthDate,
        Rule::Postcode,
        Rule::Address,
        Rule::Name,
        Rule::Secret,
        Rule::SpokenDigits,
        Rule::Reference,
        Rule::Device,
        Rule::Location,
        Rule::Keys,
    ];

    /// Returns the rule's public name, which never changes once it is released.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Rule::Phone => "phone",
            Rule::Email => "email",
            Rule::PaymentCard => "payment_card",
            Rule::Iban => "iban",
            Rule::NationalId => "national_id",
            Rule::IpAddress => "ip_address",
            Rule::BirthDate => "birth_date",
            Rule::Postcode => "postcode",
            Rule::Address => "address",
            Rule::Name => "name",
            Rule::Secret => "secret",
            Rule::SpokenDigits => "spoken_digits",
            Rule::Reference => "reference",
            Rule::Device => "device",
            Rule::Location => "location",
            Rule::Keys => "keys",
        }
    }

    /// Returns the rule with this public name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.as_str() == name)
    }

    /// Returns what the rule finds, in one sentence.
    #[must_use]
    pub const fn doc(self) -> &'static str {
        match self {
            Rule::Phone => "Telephone numbers of every country, and by context those written without a country.",
            Rule::Email => "E-mail addresses.",
            Rule::PaymentCard => "Payment card numbers of a known issuer with a right check digit.",
            Rule::Iban => "Bank account numbers (IBAN) of the right length for their country with right check digits.",
            Rule::NationalId => "Identity, tax and health numbers of persons that pass their country's check.",
            Rule::IpAddress => "Addresses on the internet, versions 4 and 6.",
            Rule::BirthDate => "Dates that a key or the words before them call a date of birth.",
            Rule::Postcode => "Postcodes that a key or the words around them call one.",
            Rule::Address => "Postal addresses that a key calls one, and numbers of houses with the name of a street.",
            Rule::Name => "Names of persons that a key calls one, or the words before them.",
            Rule::Secret => "Passwords, keys and tokens, by their key or their own form.",
            Rule::SpokenDigits => "At least seven digits said one by one, in words.",
            Rule::Reference => "Numbers by which a firm knows somebody: of a customer, a member, a patient, a policy.",
            Rule::Device => "What tells a vehicle or a device from every other: number plate, VIN, IMEI, MAC address.",
            Rule::Location => "Coordinates of a place.",
            Rule::Keys => "Keys that were pressed.",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_rule_by_its_own_name() {
        for rule in Rule::ALL {
            assert_eq!(Rule::parse(rule.as_str()), Some(rule));
        }
        assert_eq!(Rule::parse("sender"), None);
    }
}
