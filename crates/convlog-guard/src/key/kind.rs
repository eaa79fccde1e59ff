//! What a name may announce.

/// What kind of value a name announces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing is known.
    #[default]
    Unknown,
    /// Something about a value, or of a program: read as if nothing were known, but not by what stands further out.
    Plain,
    /// A thing with a name and numbers of its own.
    Thing,
    /// A work, or who made it: names in it are everybody's.
    Work,
    Person,
    /// A person whom one name is enough for.
    Someone,
    /// A person at one end of a call, or their number.
    Caller,
    /// One end of a call.
    EndOfCall,
    /// A name that may be anybody's or anything's.
    BareName,
    /// Which name of somebody, where nothing says that somebody is meant.
    WhichName,
    Name,
    Phone,
    Email,
    Card,
    Iban,
    National,
    Ip,
    BirthDate,
    Postcode,
    Address,
    /// Where something is brought to: an address, or a place within.
    Destination,
    /// Within an address: a line, a town.
    AddressPart,
    Secret,
    Pin,
    /// What a request is signed with.
    Signature,
    /// A number by which a firm knows somebody.
    Reference,
    /// What tells a vehicle or a device from every other.
    Device,
    /// A place on earth.
    Location,
    /// The number of a house.
    House,
    /// Keys that were pressed.
    Keys,
    /// A number of which nothing else is said.
    Number,
    Identifier,
    Measure,
    Time,
}

impl Kind {
    /// Says whether what stands under a name within is still meant.
    pub(super) fn reaches_down(self) -> bool {
        use Kind::{BirthDate, Card, Email, Iban, Ip, Name, National, Phone, Pin, Postcode, Secret};
        let is_new = matches!(
            self,
            Kind::Reference | Kind::Device | Kind::Location | Kind::House | Kind::Keys | Kind::EndOfCall
        );
        is_new
            || matches!(self, Name | Phone | Email | Card | Iban | National | Ip | BirthDate | Postcode | Secret | Pin)
    }

    /// Says whether values of this kind have a form that tells them from what is said about one.
    pub(super) fn has_form(self) -> bool {
        use Kind::{BirthDate, Card, Device, Email, Iban, Keys, Location, National, Phone, Pin, Reference};
        matches!(self, BirthDate | Card | Device | Email | Iban | Keys | Location | National | Phone | Pin | Reference)
    }

    /// Says whether the kind announces a value of its own.
    pub(crate) fn is_announced(self) -> bool {
        self.reaches_down() || matches!(self, Kind::Address | Kind::Person | Kind::Someone | Kind::Caller)
    }

    /// Says whether a value of this kind is personal as a whole, however long it is.
    pub(crate) fn is_personal(self) -> bool {
        self.is_announced() || matches!(self, Kind::AddressPart | Kind::Destination)
    }

    /// Says whether a person is meant.
    pub(crate) fn is_person(self) -> bool {
        matches!(self, Kind::Person | Kind::Someone | Kind::Caller)
    }

    /// Says whether a number here is none of a person, unless it is plainly written as one.
    pub(crate) fn is_technical(self) -> bool {
        matches!(self, Kind::Identifier | Kind::Measure | Kind::Time | Kind::Number | Kind::Signature)
    }

    /// Says whether a name of this kind, among others, tells that a person is described.
    pub(crate) fn is_of_person(self) -> bool {
        matches!(
            self,
            Kind::Phone | Kind::Email | Kind::National | Kind::BirthDate | Kind::Postcode | Kind::Address | Kind::Name
        )
    }
}
