enum StyledHeader { static func styled(_ line: [UInt8]) -> [UInt8] { line } }
