extension Unicode.Scalar {
  /// Whether a terminal may obey it, or nobody can see it: C0, DEL, C1, bidirectional controls,
  /// zero-width and other invisible format characters, line and paragraph separators, tags.
  public var isTerminalControl: Bool {
    switch value {
    case 0x00..<0x20, 0x7f..<0xa0, 0xad, 0x61c, 0x180e, 0x200b...0x200f, 0x2028...0x202e,
      0x2060...0x206f, 0xfeff, 0xfff9...0xfffb, 0xe0000...0xe007f:
      true
    default: false
    }
  }
}
