//! What the data costs in memory, and that looking something up costs none.

use fairlead_reference::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicIsize, AtomicUsize, Ordering::Relaxed};

struct Counting;

static LIVE_BYTES: AtomicIsize = AtomicIsize::new(0);
static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator as it came; the counters are no part of the memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE_BYTES.fetch_add(layout.size() as isize, Relaxed);
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller's promise about the layout is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE_BYTES.fetch_sub(layout.size() as isize, Relaxed);
        // SAFETY: the pointer came from `alloc` above, so from the system's allocator.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn look_everything_up() {
    black_box(countries().next());
    black_box(country_name("de"));
    black_box(subdivision("DE", "Baden-Württemberg"));
    black_box(subdivision("US", "nowhere at all"));
    black_box(counties("Wisconsin"));
    black_box(county("WI", "Sheboygan County"));
    black_box(is_time_zone("America/Chicago"));
}

// One test only: others at the same time would be counted too.
#[test]
fn all_data_takes_less_than_two_megabytes_and_lookups_take_nothing() {
    let before = LIVE_BYTES.load(Relaxed);
    look_everything_up();
    let taken = LIVE_BYTES.load(Relaxed) - before;
    assert!((100_000..2_000_000).contains(&taken), "{taken} bytes");

    let before = ALLOCATIONS.load(Relaxed);
    look_everything_up();
    assert_eq!(ALLOCATIONS.load(Relaxed) - before, 0);
}
