import BOLT11

extension SpecificationExample {
  /// BOLT 11, "Examples", the rest, and of "Examples of Invalid Invoices" those that decode: they
  /// have problems.
  static let odd: [SpecificationExample] = [
    SpecificationExample(
      name: "a P2TR fallback address",
      text: "lnbc20m1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq"
        + "5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk9"
        + "8klysy043l2ahrqsfp4pptdvg0d2nj99568qn6ssdy4cygnwuxgw2ukmnwgwz7jpqjz2kszs9qrsgqy606"
        + "dznq28exnydt2r4c29y56xjtn3sk4mhgjtl4pg2y4ar3249rq4ajlmj9jy8zvlzw7cr8mggqzm842xfr0v"
        + "72rswzq9xvr4hknfsqwmn6xd",
      amount: 2_000_000_000,
      isHashed: true,
      fallback: (
        1, "0adac43daa9c8a5a68e09ea10692b82226ee190e572db9b90e17a410484ab405",
        "bc1pptdvg0d2nj99568qn6ssdy4cygnwuxgw2ukmnwgwz7jpqjz2kszse2s3lm"
      ),
      signature: "269fa68a6051f26991ab50eb851494d1a4b9c616aeee892ff50a144af471554a"
        + "3057b2fee45910e267c4ef6067da10016cf5519237b3ca1c1c2014cc1d6f69a6",
      recoveryID: 0),
    SpecificationExample(
      name: "an amount in pico",
      text: "lnbc9678785340p1pwmna7lpp5gc3xfm08u9qy06djf8dfflhugl6p7lgza6dsjxq454gxhj9t7a0sd8dg"
        + "fkx7cmtwd68yetpd5s9xar0wfjn5gpc8qhrsdfq24f5ggrxdaezqsnvda3kkum5wfjkzmfqf3jkgem9wgs"
        + "yuctwdus9xgrcyqcjcgpzgfskx6eqf9hzqnteypzxz7fzypfhg6trddjhygrcyqezcgpzfysywmm5ypxxj"
        + "emgw3hxjmn8yptk7untd9hxwg3q2d6xjcmtv4ezq7pqxgsxzmnyyqcjqmt0wfjjq6t5v4khxsp5zyg3zyg"
        + "3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygsxqyjw5qcqp2rzjq0gxwkzc8w6323m55m4jyxc"
        + "jwmy7stt9hwkwe2qxmy8zpsgg7jcuwz87fcqqeuqqqyqqqqlgqqqqn3qq9q9qrsgqrvgkpnmps664wgkp4"
        + "3l22qsgdw4ve24aca4nymnxddlnp8vh9v2sdxlu5ywdxefsfvm0fq3sesf08uf6q9a2ke0hc9j6z6wlxg5"
        + "z5kqpu2v9wz",
      amount: 967_878_534,
      timestamp: 1_572_468_703,
      paymentHash: "462264ede7e14047e9b249da94fefc47f41f7d02ee9b091815a5506bc8abf75f",
      description: "Blockstream Store: 88.85 USD for Blockstream Ledger Nano S x 1, \"Back "
        + "In My Day\" Sticker x 2, \"I Got Lightning Working\" Sticker x 2 and 1 mo"
        + "re items",
      expiry: 604800,
      minFinalCLTVExpiryDelta: 10,
      hops: [
        "03d06758583bb5154774a6eb221b1276c9e82d65bbaceca806d90e20c108f4b1c7 589390x3312x1 1000 2500 40"
      ],
      signature: "1b1160cf6186b55722c1ac7ea502086baaccaabdc76b326e666b7f309d972b15"
        + "069bfca11cd365304b36f48230cc12f3f13a017aab65f7c165a169df32282a58",
      recoveryID: 1),
    SpecificationExample(
      name: "optional feature 99",
      text: "lnbc25m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5vdhkven9v"
        + "5sxyetpdeessp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9q5sqqqqqqqqqqqq"
        + "qqqqsgq2a25dxl5hrntdtn6zvydt7d66hyzsyhqs4wdynavys42xgl6sgx9c4g7me86a27t07mdtfry458"
        + "rtjr0v92cnmswpsjscgt2vcse3sgpz3uapa",
      amount: 2_500_000_000,
      description: "coffee beans",
      features: [8, 14, 99],
      signature: "5755469bf4b8e6b6ae7a1308d5f9bad5c82812e0855cd24fac242aa323fa820c"
        + "5c551ede4faeabcb7fb6d5a464ad0e35c86f615589ee0e0c250c216a662198c1",
      recoveryID: 1),
    SpecificationExample(
      name: "upper case",
      text: "LNBC25M1PVJLUEZPP5QQQSYQCYQ5RQWZQFQQQSYQCYQ5RQWZQFQQQSYQCYQ5RQWZQFQYPQDQ5VDHKVEN9V"
        + "5SXYETPDEESSP5ZYG3ZYG3ZYG3ZYG3ZYG3ZYG3ZYG3ZYG3ZYG3ZYG3ZYG3ZYG3ZYGS9Q5SQQQQQQQQQQQQ"
        + "QQQQSGQ2A25DXL5HRNTDTN6ZVYDT7D66HYZSYHQS4WDYNAVYS42XGL6SGX9C4G7ME86A27T07MDTFRY458"
        + "RTJR0V92CNMSWPSJSCGT2VCSE3SGPZ3UAPA",
      amount: 2_500_000_000,
      description: "coffee beans",
      features: [8, 14, 99],
      signature: "5755469bf4b8e6b6ae7a1308d5f9bad5c82812e0855cd24fac242aa323fa820c"
        + "5c551ede4faeabcb7fb6d5a464ad0e35c86f615589ee0e0c250c216a662198c1",
      recoveryID: 1),
    SpecificationExample(
      name: "fields that are to be ignored",
      text: "lnbc25m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5vdhkven9v"
        + "5sxyetpdeessp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9q5sqqqqqqqqqqqq"
        + "qqqqsgq2qrqqqfppnqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqppnqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
        + "qqqqqqqqqqqqqqqqqqqqqpp4qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqhpnqq"
        + "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqhp4qqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
        + "qqqqqqqqqqqqqqqqqqqqqqqspnqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqsp4qq"
        + "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnp5qqqqqqqqqqqqqqqqqqqqqqqqqqqq"
        + "qqqqqqqqqqqqqqqqqqqqqqqqnpkqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqz"
        + "599y53s3ujmcfjp5xrdap68qxymkqphwsexhmhr8wdz5usdzkzrse33chw6dlp3jhuhge9ley7j2ayx36k"
        + "awe7kmgg8sv5ugdyusdcqzn8z9x",
      amount: 2_500_000_000,
      description: "coffee beans",
      features: [8, 14, 99],
      signature: "150a5252308f25bc2641a186de87470189bb003774326beee33b9a2a720d1584"
        + "386631c5dda6fc3195f97464bfc93d2574868eadd767d6da1078329c4349c837",
      recoveryID: 0,
      notes: [
        "wrong-length-p", "wrong-length-p", "wrong-length-h", "wrong-length-h", "wrong-length-s",
        "wrong-length-s", "wrong-length-n", "wrong-length-n", "unknown-fields",
      ]),
    SpecificationExample(
      name: "payment metadata",
      text: "lnbc10m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdp9wpshjmt9d"
        + "e6zqmt9w3skgct5vysxjmnnd9jx2mq8q8a04uqsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3z"
        + "yg3zyg3zygs9q2gqqqqqqsgq7hf8he7ecf7n4ffphs6awl9t6676rrclv9ckg3d3ncn7fct63p6s365duk"
        + "5wrk202cfy3aj5xnnp5gs3vrdvruverwwq7yzhkf5a3xqpd05wjc",
      amount: 1_000_000_000,
      description: "payment metadata inside",
      features: [8, 14, 48],
      metadata: "01fafaf0",
      signature: "f5d27be7d9c27d3aa521bc35d77cabd6bda18f1f61716445b19e27e4e17a8875"
        + "08ea8de5a8e1d94f561248f65434e61a221160dac1f1991b9c0f1057b269d898",
      recoveryID: 1),
    SpecificationExample(
      name: "required feature 100",
      text: "lnbc25m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5vdhkven9v"
        + "5sxyetpdeessp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9q4psqqqqqqqqqqq"
        + "qqqqqsgqtqyx5vggfcsll4wu246hz02kp85x4katwsk9639we5n5yngc3yhqkm35jnjw4len8vrnqnf5ej"
        + "h0mzj9n3vz2px97evektfm2l6wqccp3y7372",
      amount: 2_500_000_000,
      description: "coffee beans",
      features: [8, 14, 99, 100],
      signature: "58086a31084e21ffd5dc5575713d5609e86adbab742c5d44aecd27424d18892e"
        + "0b6e3494e4eaff333b07304d34ccaefd8a459c582504c5f6599b2d3b57f4e063",
      recoveryID: 1,
      problems: ["unknown-feature"]),
    SpecificationExample(
      name: "no payment secret",
      text: "lnbc20m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79"
        + "s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqs9qrsgq7ea976txfraylvgzuxs8kgcw23ezlrszf"
        + "nh8r6qtfpr6cxga50aj6txm9rxrydzd06dfeawfk6swupvz4erwnyutnjq7x39ymw6j38gp49qdkj",
      amount: 2_000_000_000,
      paymentSecret: nil,
      isHashed: true,
      payee: "0212cfa0137a4bfa5b76de84c3a89ceff01c5f22d0dbf1360258000b8372a58e70",
      signature: "f67a5f696648fa4fb102e1a07b230e54722f8e024cee71e80b4847ac191da3fb"
        + "2d2cdb28cc32344d7e9a9cf5c9b6a0ee0582ae46e9938b9c81e344a4dbb5289d",
      recoveryID: 1,
      problems: ["missing-s"]),
    SpecificationExample(
      name: "a high S beside the payee's key",
      text: "lnbc25m1p70xwfzpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv"
        + "5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaqnp4q0n326hr8v9zprg8gsvezcch0"
        + "6gfaqqhde2aj730yg0durunfhv66sp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg"
        + "s9qrsgqsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygsp5cfzp9ugllvk03rltd6"
        + "hvndxj26ux6gcxc5azyxk060rj9tzghct5zvjlps76gx8wpq5yuu79688k8gnm2c0al6v608s96l0xzrrl"
        + "qqwnzxmu",
      amount: 2_500_000_000,
      timestamp: 2_096_314_658,
      description: "Please consider supporting this project",
      signature: "0d309104bc47fecb3e23fadbabb26d3495ae1b48c1b14e8886b3f4f1c8ab122f"
        + "85d04c97c30f69063b820a139cf17473d8e89ed587f7fa669e78175f798431fc",
      recoveryID: 0,
      problems: ["high-s", "duplicate-s"]),
  ]
}
