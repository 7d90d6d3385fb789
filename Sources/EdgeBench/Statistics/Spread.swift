/// How far the middle half of `values` spreads, as a share of their median; 0 for fewer than 4.
///
/// The quartiles rather than the ends, so that one round that was disturbed does not count as noise of all.
public func quartileSpread(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = median(values)
    guard sorted.count >= 4, middle > 0 else { return 0 }
    let low = sorted[sorted.count / 4]
    let high = sorted[sorted.count - 1 - sorted.count / 4]
    return (high - low) / middle
}
