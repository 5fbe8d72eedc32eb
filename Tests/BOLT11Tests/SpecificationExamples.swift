import BOLT11

extension SpecificationExample {
  /// BOLT 11, "Examples", the first ten.
  static let plain: [SpecificationExample] = [
    SpecificationExample(
      name: "a donation of any amount",
      text: "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rq"
        + "wzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6t"
        + "wvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9"
        + "us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp9lfyql",
      description: "Please consider supporting this project",
      signature: "8d3ce9e28357337f62da0162d9454df827f83cfe499aeb1c1db349d4d8112742"
        + "5e434ca29929406c23bba1ae8ac6ca32880b38d4bf6ff874024cac34ba9625f1",
      recoveryID: 1),
    SpecificationExample(
      name: "the donation with a high S",
      text: "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rq"
        + "wzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6t"
        + "wvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap2"
        + "r09nt4ndd0unm3z9u5t48y6ucv4r5sg7lk98c77ctvjczkspk5qprc90gx",
      description: "Please consider supporting this project",
      payee: "02d0139ce7427d6dfffd26a326c18be754ef1e64672b42694ba5b23ef6e6e7803d",
      signature: "8d3ce9e28357337f62da0162d9454df827f83cfe499aeb1c1db349d4d8112742"
        + "a1bcb35d66d6bf93dc445e51753935cc32a3a411efd8a7c7bd85b25815a01b50",
      recoveryID: 1,
      notes: ["high-s-recovered"]),
    SpecificationExample(
      name: "a cup of coffee within a minute",
      text: "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqc"
        + "yq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0"
        + "rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf"
        + "39tuven09sam30g4vgpfna3rh",
      amount: 250_000_000,
      description: "1 cup coffee",
      expiry: 60,
      signature: "e59e3ffbd3945e4334879158d31e89b076dff54f3fa7979ae79df2db9dcaf589"
        + "6cbfe1a478b8d2307e92c88139464cb7e6ef26e414c4abe33337961ddc5e8ab1",
      recoveryID: 1),
    SpecificationExample(
      name: "a description in UTF-8",
      text: "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqc"
        + "yq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpquwpc4curk03c9wlrswe78q4eyqc7d8d0xq"
        + "zpu9qrsgqhtjpauu9ur7fw2thcl4y9vfvh4m9wlfyz2gem29g5ghe2aak2pm3ps8fdhtceqsaagty2vph7"
        + "utlgj48u0ged6a337aewvraedendscp573dxr",
      amount: 250_000_000,
      description: "ナンセンス 1杯",
      expiry: 60,
      signature: "bae41ef385e0fc972977c7ea42b12cbd76577d2412919da8a8a22f9577b65077"
        + "10c0e96dd78c821dea16453037f717f44aa7e3d196ebb18fbb97307dcb7336c3",
      recoveryID: 1),
    SpecificationExample(
      name: "a hashed description",
      text: "lnbc20m1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq"
        + "5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk9"
        + "8klysy043l2ahrqs9qrsgq7ea976txfraylvgzuxs8kgcw23ezlrszfnh8r6qtfpr6cxga50aj6txm9rxr"
        + "ydzd06dfeawfk6swupvz4erwnyutnjq7x39ymw6j38gp7ynn44",
      amount: 2_000_000_000,
      isHashed: true,
      signature: "f67a5f696648fa4fb102e1a07b230e54722f8e024cee71e80b4847ac191da3fb"
        + "2d2cdb28cc32344d7e9a9cf5c9b6a0ee0582ae46e9938b9c81e344a4dbb5289d",
      recoveryID: 1),
    SpecificationExample(
      name: "a fallback address of testnet",
      text: "lntb20m1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygshp58yjmdan79"
        + "s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqs"
        + "yqcyq5rqwzqfqypqfpp3x9et2e20v6pu37c5d9vax37wxq72un989qrsgqdj545axuxtnfemtpwkc45hx9"
        + "d2ft7x04mt8q7y6t0k2dge9e7h8kpy9p34ytyslj3yu569aalz2xdk8xkd7ltxqld94u8h2esmsmacgpgh"
        + "e9k8",
      network: .testnet,
      amount: 2_000_000_000,
      isHashed: true,
      fallback: (
        17, "3172b5654f6683c8fb146959d347ce303cae4ca7",
        "mk2QpYatsKicvFVuTAQLBryyccRXMUaGHP"
      ),
      signature: "6ca95a74dc32e69ced6175b15a5cc56a92bf19f5dace0f134b7d94d464b9f5cf"
        + "6090a18d48b243f289394d17bdf89466d8e6b37df5981f696bc3dd5986e1bee1",
      recoveryID: 1),
    SpecificationExample(
      name: "two hops",
      text: "lnbc20m1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq"
        + "5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk9"
        + "8klysy043l2ahrqsfpp3qjmp7lwpagxun9pygexvgpjdc4jdj85fr9yq20q82gphp2nflc7jtzrcazrra7"
        + "wwgzxqc8u7754cdlpfrmccae92qgzqvzq2ps8pqqqqqqpqqqqq9qqqvpeuqafqxu92d8lr6fvg0r5gv0he"
        + "eeqgcrqlnm6jhphu9y00rrhy4grqszsvpcgpy9qqqqqqgqqqqq7qqzq9qrsgqdfjcdk6w3ak5pca9hwfwf"
        + "h63zrrz06wwfya0ydlzpgzxkn5xagsqz7x9j4jwe7yj7vaf2k9lqsdk45kts2fd0fkr28am0u4w95tt2ns"
        + "q76cqw0",
      amount: 2_000_000_000,
      isHashed: true,
      fallback: (
        17, "04b61f7dc1ea0dc99424464cc4064dc564d91e89",
        "1RustyRX2oai4EYYDpQGWvEL62BBGqN9T"
      ),
      hops: [
        "029e03a901b85534ff1e92c43c74431f7ce72046060fcf7a95c37e148f78c77255 66051x263430x1800 1 20 3",
        "039e03a901b85534ff1e92c43c74431f7ce72046060fcf7a95c37e148f78c77255 197637x395016x2314 2 30 4",
      ],
      signature: "6a6586db4e8f6d40e3a5bb92e4df5110c627e9ce493af237e20a046b4e86ea20"
        + "0178c59564ecf892f33a9558bf041b6ad2cb8292d7a6c351fbb7f2ae2d16b54e",
      recoveryID: 0),
    SpecificationExample(
      name: "a P2SH fallback address",
      text: "lnbc20m1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygshp58yjmdan79"
        + "s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqs"
        + "yqcyq5rqwzqfqypqfppj3a24vwu6r8ejrss3axul8rxldph2q7z99qrsgqz6qsgww34xlatfj6e3sngrwf"
        + "y3ytkt29d2qttr8qz2mnedfqysuqypgqex4haa2h8fx3wnypranf3pdwyluftwe680jjcfp438u82xqphf"
        + "75ym",
      amount: 2_000_000_000,
      isHashed: true,
      fallback: (
        18, "8f55563b9a19f321c211e9b9f38cdf686ea07845",
        "3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX"
      ),
      signature: "16810439d1a9bfd5a65acc61340dc92448bb2d456a80b58ce012b73cb5202438"
        + "020500c9ab7ef5573a4d174c811f669885ae27f895bb3a3be52c243589f87518",
      recoveryID: 1),
    SpecificationExample(
      name: "a P2WPKH fallback address",
      text: "lnbc20m1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygshp58yjmdan79"
        + "s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqs"
        + "yqcyq5rqwzqfqypqfppqw508d6qejxtdg4y5r3zarvary0c5xw7k9qrsgqt29a0wturnys2hhxpner2e3p"
        + "lp6jyj8qx7548zr2z7ptgjjc7hljm98xhjym0dg52sdrvqamxdezkmqg4gdrvwwnf0kv2jdfnl4xatsqmr"
        + "nsse",
      amount: 2_000_000_000,
      isHashed: true,
      fallback: (
        0, "751e76e8199196d454941c45d1b3a323f1433bd6",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
      ),
      signature: "5a8bd7b97c1cc9055ee60cf2356621f8752248e037a953886a1782b44a58f5ff"
        + "2d94e6bc89b7b514541a3603bb33722b6c08aa1a3639d34becc549a99fea6eae",
      recoveryID: 0),
    SpecificationExample(
      name: "a P2WSH fallback address",
      text: "lnbc20m1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygshp58yjmdan79"
        + "s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqs"
        + "yqcyq5rqwzqfqypqfp4qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q9qrsgq9vlv"
        + "yj8cqvq6ggvpwd53jncp9nwc47xlrsnenq2zp70fq83qlgesn4u3uyf4tesfkkwwfg3qs54qe426hp3tz7"
        + "z6sweqdjg05axsrjqp9yrrwc",
      amount: 2_000_000_000,
      isHashed: true,
      fallback: (
        0, "1863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
        "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"
      ),
      signature: "2b3ec248f80301a421817369194f012cdd8af8df1c279981420f9e901e20fa33"
        + "09d791e11355e609b59ce4a220852a0cd55ab862b1785a83b206c90fa74d01c8",
      recoveryID: 1),
  ]
}
