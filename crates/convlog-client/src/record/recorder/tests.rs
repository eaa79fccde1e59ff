use super::*;
use crate::spool::mapping::Mapping;

/// A recorder whose info chain is being written and whose other chain has a closed segment and one being written.
fn full() -> Recorder {
    let mut recorder = Recorder::new([1; 16], 64 * segment::SEGMENT_BYTES as u64);
    for chain in [INFO, REST, REST] {
        recorder.add_spare(Spare::in_memory(Mapping::anonymous(segment::SEGMENT_BYTES, true).unwrap(), None));
        assert!(recorder.rotate(chain, 1));
        // Something unsettled keeps it from being freed.
        recorder.chains[chain].back_mut().unwrap().written += 8;
    }
    recorder
}

#[test]
fn info_gives_way_first_and_nothing_that_is_written_does_for_a_spare() {
    assert!(full().evict(SegmentRequest::Spare).is_none());
    for chain in [INFO, REST] {
        let mut recorder = full();
        let info = Arc::clone(&recorder.chains[INFO][0].segment);
        assert!(Arc::ptr_eq(&recorder.evict(SegmentRequest::Record(chain)).unwrap(), &info));
        assert_eq!((recorder.chains[INFO].len(), recorder.chains[REST].len()), (0, 2));
    }
}

#[test]
fn an_error_is_displaced_by_errors_alone() {
    let mut recorder = full();
    recorder.evict(SegmentRequest::Record(INFO)).unwrap();
    assert!(recorder.evict(SegmentRequest::Record(INFO)).is_none());
    let oldest = Arc::clone(&recorder.chains[REST][0].segment);
    assert!(Arc::ptr_eq(&recorder.evict(SegmentRequest::Record(REST)).unwrap(), &oldest));
    assert!(recorder.evict(SegmentRequest::Record(REST)).is_none(), "it is being written");
}
