import EdgeQuantize
import Foundation
import Testing

@Suite struct SignalErrorTests {
    @Test func ratiosOfAKnownError() {
        let reference = (0..<5000).map { sin(Float($0)) }
        let noisy = reference.enumerated().map { $1 + ($0 % 2 == 0 ? 0.01 : -0.01) }
        var error = SignalError()
        reference.withUnsafeBufferPointer { r in
            noisy.withUnsafeBufferPointer { error.add(reference: r, approximation: $0) }
            error.countOutside(r, ValueRange(low: -2, high: 0))
        }
        #expect(abs(error.sqnr - 10 * log10(0.5 / 1e-4)) < 0.05)
        #expect(error.cosine > 0.9998 && error.cosine < 1)
        #expect(abs(error.saturation - 0.5) < 0.01)
        var twice = error
        twice.merge(error)
        #expect(abs(twice.sqnr - error.sqnr) < 1e-9 && twice.count == 10_000)
    }

    @Test func silence() {
        #expect(SignalError().sqnr == .infinity)
        #expect(SignalError().cosine == 1)
    }
}
