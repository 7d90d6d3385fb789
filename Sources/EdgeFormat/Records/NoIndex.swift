/// Index value that means "none".
public let noIndex: UInt32 = 0xFFFF_FFFF
