//! What becomes of a request.

use convlog_privacy_simulation::random::Random;

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NetworkFault {
    /// It arrives, and so does the answer.
    Delivered,
    /// It arrives twice.
    Repeated,
    /// It does not arrive.
    Lost,
    /// Its first half arrives.
    Cut,
    /// It is given up, and arrives when others went ahead of it.
    HeldBack,
    /// It arrives, the answer does not.
    AnswerLost,
    /// It arrives, and the first part of the answer does.
    AnswerCut,
    /// Something on the way refuses it.
    Refused,
    /// Something on the way answers in the server's place, and not as the server would.
    Garbled,
    /// It is lost, and so is every other until the network is one again.
    Split,
}

/// The fates, and how many of a hundred requests meet each.
const SHARES: [(NetworkFault, usize); 10] = [
    (NetworkFault::Delivered, 38),
    (NetworkFault::Repeated, 12),
    (NetworkFault::Lost, 6),
    (NetworkFault::Cut, 6),
    (NetworkFault::HeldBack, 9),
    (NetworkFault::AnswerLost, 9),
    (NetworkFault::AnswerCut, 5),
    (NetworkFault::Refused, 5),
    (NetworkFault::Garbled, 4),
    (NetworkFault::Split, 6),
];

impl NetworkFault {
    /// Draws one.
    pub fn draw(random: &mut Random) -> NetworkFault {
        let mut left = random.below(100);
        for (fault, share) in SHARES {
            if left < share {
                return fault;
            }
            left -= share;
        }
        NetworkFault::Delivered
    }

    /// Says whether the sender gets the server's answer.
    #[must_use]
    pub fn is_answered(self) -> bool {
        matches!(self, NetworkFault::Delivered | NetworkFault::Repeated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_has_one_fate() {
        assert_eq!(SHARES.iter().map(|(_, share)| share).sum::<usize>(), 100);
    }
}
