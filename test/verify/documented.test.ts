import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bytes, moment, run, valueOf } from './run-statements.ts';

/** Values that Fastly's pages give: www.fastly.com/documentation/reference/vcl/functions. */
describe('examples of the documentation', () => {
  test.each([
    // strings/substr
    ['substr("abcdefg", 0, 3)', 'abc'],
    ['substr("abcdefg", 5, 3)', 'fg'],
    ['substr("abc", 4, 2)', '(null)'],
    ['substr("abc", 3, 2)', ''],
    ['substr("abcdefg", -3, 2)', 'ef'],
    ['substr("abcdefg", 1, -3)', 'bcd'],
    // The page says "de", against its own rule (decision substrNegative)
    ['substr("abcdefg", -4, -3)', 'd'],
    ['substr("abc", 1, 9223372036854775807)', '(null)'],
    // strings/urldecode
    ['urldecode({"hello%20world+!"})', 'hello world !'],
    ['urldecode("hello%2520world+!")', 'hello world !'],
    ['urldecode({"a%00b"})', 'a'],
    // strings/regsub
    ['regsub("/12345-blue-unisex-stripe-t-shirt", "^/(\\d+)\\-.*$", "/products/\\1")', '/products/12345'],
    // cryptographic/digest-base64
    ['digest.base64("Καλώς ορίσατε")', 'zprOsc67z47PgiDOv8+Bzq/Pg86xz4TOtQ=='],
    ['digest.base64url_decode("zprOsc67z47PgiDOv8-Bzq_Pg86xz4TOtQ==")', bytes('Καλώς ορίσατε')],
    ['digest.base64url_decode("YWI=YWI")', 'ab'],
    ['digest.base64url_nopad_decode("YW=I")', 'ab'],
    // miscellaneous/subfield
    ['subfield("a=1&FOO=2", "foo", "&")', '2'],
    // content-negotiation/accept-media-lookup
    ['accept.media_lookup("image/jpeg:image/png", "text/plain", "image/tiff:text/html", "image/jpeg")', 'image/jpeg'],
    ['accept.media_lookup("image/jpeg:image/png", "text/plain", "image/tiff:text/html", "image/*")', 'image/tiff'],
    ['accept.media_lookup("image/jpeg:image/png", "text/plain", "image/tiff:text/html", "text/*")', 'text/html'],
    ['accept.media_lookup("image/jpeg:image/png", "text/plain", "image/tiff:text/html", "*/*")', 'text/plain'],
    // RFC 7231 5.3, RFC 4647 3.3.1 and 3.4
    [
      'accept.media_lookup("image/jpeg:image/png", "text/plain", "image/tiff:text/html", "image/jpeg;q=0.5, IMAGE/PNG")',
      'image/png',
    ],
    ['accept.encoding_lookup("br:gzip", "identity", "gzip, br;q=0.5")', 'gzip'],
    ['accept.encoding_lookup("br:gzip", "identity", "gzip;q=0, *")', 'br'],
    ['accept.charset_lookup("iso-8859-5:iso-8859-2", "utf-8", "ISO-8859-2;q=0.1")', 'iso-8859-2'],
    ['accept.language_lookup("zh-hant:en", "de", "zh-Hant-CN-x-private1")', 'zh-hant'],
    ['accept.language_lookup("en", "de", "fr;q=1, en;q=0.2")', 'en'],
    ['accept.language_filter_basic("en-gb:de-de:de-at", "en", "de, en;q=0.5", 2)', 'de-de,de-at'],
    // fastly.md 4.1, 4.5
    ['digest.hmac_sha256("", "x")', '(null)'],
    ['randomstr(3, "")', '(null)'],
    ['std.strstr("abc", "x")', '(null)'],
    // falco's tests of querystring.get, by Fastly
    ['querystring.get("/?%2520=v", " ")', 'v'],
    ['querystring.get("/?%2520=v", "%2520")', 'v'],
    ['querystring.get("/?+=v", "+")', '(null)'],
    ['querystring.get("/?%2562=v", "b")', '(null)'],
    // Guide "Query string manipulation VCL features"
    ['querystring.clean("/?&=x&something&a=")', '/?something&a='],
    ['querystring.filter("/?a=1&b=2", "a" + querystring.filtersep() + "b")', '/'],
    ['querystring.globfilter("/?utm_a=1&q=2&UTM_b=3", "utm_*")', '/?q=2&UTM_b=3'],
    ['querystring.globfilter_except("/?a1=1&b1=2&c1=3", "[!ab]?")', '/?c1=3'],
    ['querystring.set("/?a=1&b=2&a=3", "a", "9")', '/?a=9&b=2'],
    // query-string/querystring-sort
    ['querystring.sort("/test?a=7&a=2&a=1&b=5&b=3", true)', '/test?a=7&b=5'],
    ['querystring.sort("/?b=1&&A=2&=x&a=2&a=1")', '/?A=2&a=2&a=1&b=1'],
    [`querystring.sort("/?b${'&a'.repeat(32)}")`, `/?b${'&a'.repeat(32)}`],
    // RFC 8259
    ['json.escape("%1f%7f")', String.raw`\u001f\u007f`],
    ['json.escape("%u{1F600}%u2028")', String.raw`\uD83D\uDE00\u2028`],
    // POSIX, in GMT
    [
      'strftime({"%G-W%V-%u %U %W %g %k|%l|%P|%Z|%n"}, std.integer2time(1230768000))',
      '2009-W01-4 00 00 09  0|12|am|GMT|\n',
    ],
    [
      'strftime({"%-d %_d %e %^a %Ey %Om %r %c %Q"}, std.integer2time(1136239445))',
      '2  2  2 MON 06 01 10:04:05 PM Mon Jan  2 22:04:05 2006 %Q',
    ],
    ['time.units("ns", std.time("1136239445.5", now))', '1136239445.500000000'],
    ['time.runits("ms", 1999ms)', '1.999'],
    // RFC 9562 appendix A; test vectors of xxHash and CRC
    ['uuid.version5(uuid.dns(), "www.example.com")', '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
    ['uuid.version3(uuid.dns(), "www.example.com")', '5df41881-3aed-3515-88a7-2f4a814cf09e'],
    ['uuid.version3("nonsense", "a")', '(null)'],
    ['digest.hash_xxh64("")', 'ef46db3751d8e999'],
    ['digest.hash_xxh32("")', '02cc5d05'],
    ['digest.hash_crc32b("123456789")', '2639f4cb'],
    ['digest.hash_crc32("123456789")', '181989fc'],
    // falco builtin/url_normalize.go
    ['url.normalize({"HTTP://Example.COM:80/a/./b/../%7euser%2f#x"})', 'http://example.com/a/~user%2F'],
    ['url.normalize("//a/../b?x=/../")', '//b?x=/../'],
    ['url.normalize("ftp://a/../b")', 'ftp://a/../b'],
  ])('%s', (expression, value) => {
    expect(valueOf(expression)).toBe(value);
  });

  test.each([
    ['addr.extract_bits(std.ip("192.0.2.7", ""), 0, 8)', 'INTEGER', '7'],
    ['addr.extract_bits(std.ip("192.0.2.7", ""), 24, 32)', 'INTEGER', '192'],
    ['addr.extract_bits(std.ip("2001:db8::", ""), 96, 32)', 'INTEGER', '536939960'],
    ['time.hex_to_time(1, "43b9a355")', 'TIME', 'Mon, 02 Jan 2006 22:04:05 GMT'],
    ['std.time("Not a date", std.integer2time(-1))', 'TIME', 'datetime out of bounds'],
    ['std.time("Mon, 31 Feb 2006 22:04:05 GMT", std.integer2time(0))', 'TIME', 'Thu, 01 Jan 1970 00:00:00 GMT'],
    ['time.interval_elapsed_ratio(std.integer2time(20), std.integer2time(0), std.integer2time(10))', 'FLOAT', '1.000'],
    ['std.strtol("0x7fffffffffffffffff", 0)', 'INTEGER', '9223372036854775807'],
    ['std.strtol("  -12abc", 10)', 'INTEGER', '-12'],
    ['std.atoi("junk")', 'INTEGER', '0'],
    ['std.strtof("inf", 0)', 'FLOAT', 'inf'],
    ['std.prefixof("abc", "")', 'BOOL', '0'],
    ['math.round(-2.5)', 'FLOAT', '-3.000'],
    ['math.roundeven(-2.5)', 'FLOAT', '-2.000'],
    ['parse_time_delta("1d2h")', 'INTEGER', '86400'],
    ['parse_time_delta("x")', 'INTEGER', '-1'],
    ['std.anystr2ip("0xc0000201", "")', 'IP', '192.0.2.1'],
    ['std.anystr2ip("192.0.2.256", "0x7f.1")', 'IP', '127.0.0.1'],
    ['std.count(req.headers)', 'INTEGER', '0'],
    ['digest.secure_is_equal("a", "b")', 'BOOL', '0'],
    ['uuid.is_version7(uuid.version7())', 'BOOL', '1'],
    ['uuid.is_version4(uuid.version4())', 'BOOL', '1'],
    ['uuid.is_valid("{6ba7b810-9dad-11d1-80b4-00c04fd430c8}")', 'BOOL', '0'],
    ['fastly.hash("a", 0, 5, 5)', 'INTEGER', '5'],
    ['fastly.try_select_shield(F_a, F_b)', 'BACKEND', 'F_b'],
    ['table.lookup_ip(addresses, "nope", client.ip)', 'IP', '192.0.2.1'],
    ['randombool(1, 2)', 'BOOL', '1'],
    ['randomint(0, 99)', 'INTEGER', '37'],
  ] as const)('%s', (expression, type, value) => {
    expect(valueOf(expression, type)).toBe(value);
  });
});

describe('errors', () => {
  test.each([
    ['std.itoa(1, 99)', 'EINVAL'],
    ['time.units("min", now)', 'EINVAL'],
    ['bin.hex_to_base64("4")', 'EINVAL'],
    ['bin.base64_to_hex("!!")', 'EINVAL'],
    ['json.escape(digest.base64_decode("/w=="))', 'EUTF8'],
    ['utf8.substr(digest.base64_decode("/w=="), 0)', 'EUTF8'],
    ['std.strrep("a", 999999999999)', 'ESESOOM'],
    [
      'crypto.decrypt_hex(aes128, cbc, pkcs7, "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f", "7649abac8119b246cee98e9b12e9197d")',
      'EBADDECRYPT',
    ],
    ['crypto.encrypt_hex(aes128, cbc, nopad, "2b", "00", "00")', 'EINVAL'],
    [
      'crypto.encrypt_hex(aes128, cbc, nopad, "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f", "6bc1")',
      'EINVAL',
    ],
  ])('%s is %s', (expression, code) => {
    expect(run(`log ${expression};`).error).toBe(code);
  });

  test.each([
    ['std.strtof("1.5", 16)', 'EPARSENUM'],
    ['std.strtol("99999999999999999999", 10)', null],
    ['math.sqrt(-1.0)', 'EDOM'],
    ['math.sin(math.POS_INFINITY)', 'EDOM'],
    ['math.log(0.0)', 'ERANGE'],
    ['math.exp(1000.0)', 'ERANGE'],
  ])('%s is %s', (expression, code) => {
    const expected = code ?? 'ERANGE';
    const type = expression.includes('strtol') ? 'INTEGER' : 'FLOAT';
    expect(run(`declare local var.v ${type}; set var.v = ${expression};`).error).toBe(expected);
  });

  test('unset fastly.error', () => {
    expect(
      run('log std.itoa(1, 99); log fastly.error; unset fastly.error; log if(fastly.error, "set", "not");').log,
    ).toEqual(['(null)', 'EINVAL', 'not']);
  });
});

describe('headers', () => {
  const cookies = `
    add resp.http.Set-Cookie = "one=a; httponly; secure";
    add resp.http.Set-Cookie = "two=b or not to b; httponly";
    add resp.http.Set-Cookie = "one=again";`;

  test('Set-Cookie by name (guide "Response Cookie handling"): the last of several', () => {
    const { log } =
      run(`${cookies} log setcookie.get_value_by_name(resp, "two") "|" setcookie.get_value_by_name(resp, "one");
      log setcookie.get_value_by_name(resp, "three");`);
    expect(log).toEqual(['b or not to b|again', '(null)']);
  });

  test('Set-Cookie deleted by name: all of them', () => {
    const { log, headers } = run(`${cookies} declare local var.b BOOL;
      set var.b = setcookie.delete_by_name(resp, "one"); log var.b;
      set var.b = setcookie.delete_by_name(resp, "one"); log var.b;`);
    expect(log).toEqual(['1', '0']);
    expect(headers.resp.lines).toEqual([['Set-Cookie', 'two=b or not to b; httponly']]);
  });

  test('std.collect joins the lines of a name', () => {
    const { headers } = run(
      'add req.http.A = "1"; add req.http.B = "x"; add req.http.A = "2"; std.collect(req.http.A); add req.http.B = "y"; std.collect(req.http.B, ";");',
    );
    expect(headers.req.lines).toEqual([
      ['A', '1, 2'],
      ['B', 'x; y'],
    ]);
  });

  test('a read gives the first line, and a name that is none changes nothing', () => {
    const { log, headers } = run(
      'add req.http.A = "1"; add req.http.A = "2"; log header.get(req, "a"); header.set(req, "a b", "c"); header.unset(req, "");',
    );
    expect(log).toEqual(['1']);
    expect(headers.req.lines).toHaveLength(2);
  });
});

describe('keys', () => {
  const pem = (text: string): string => `{"${text}"}`;

  test('digest.rsa_verify', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = pem(publicKey.export({ type: 'spki', format: 'pem' }).toString());
    const signature = sign('sha512', Buffer.from('payload'), privateKey).toString('base64url');
    const verify = (payload: string, variant: string): string =>
      valueOf(`digest.rsa_verify(sha512, ${key}, "${payload}", "${signature}", ${variant})`, 'BOOL');
    expect(verify('payload', 'url_nopad')).toBe('1');
    expect(verify('payload', 'default')).toBe('1');
    expect(verify('other', 'url')).toBe('0');
    expect(valueOf('digest.rsa_verify(sha256, "no key", "a", "b")', 'BOOL')).toBe('0');
  });

  test('digest.ecdsa_verify, in both formats, with P-256 alone', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const key = pem(
      createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }))
        .export({ type: 'spki', format: 'pem' })
        .toString(),
    );
    const payload = Buffer.from('payload');
    const der = sign('sha256', payload, createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }))).toString(
      'base64',
    );
    const jwt = sign('sha256', payload, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    expect(valueOf(`digest.ecdsa_verify(sha256, ${key}, "payload", "${der}", der, standard)`, 'BOOL')).toBe('1');
    expect(valueOf(`digest.ecdsa_verify(sha256, ${key}, "payload", "${jwt}", jwt)`, 'BOOL')).toBe('1');
    expect(valueOf(`digest.ecdsa_verify(sha256, ${key}, "other", "${jwt}", jwt)`, 'BOOL')).toBe('0');
    const larger = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey.export({
      type: 'spki',
      format: 'pem',
    });
    expect(valueOf(`digest.ecdsa_verify(sha256, ${pem(larger.toString())}, "payload", "${jwt}", jwt)`, 'BOOL')).toBe(
      '0',
    );
    expect(() => valueOf(`digest.ecdsa_verify(sha512, ${key}, "payload", "${jwt}", jwt)`, 'BOOL')).toThrow(
      'only for sha256',
    );
  });

  // The page on cryptography: "(time now / interval) + offset" as 64 bits, little endian, in Base64
  test('digest.time_hmac_sha256', () => {
    const message = Buffer.alloc(8);
    message.writeBigUInt64LE(BigInt(Math.floor(moment / 60) - 1));
    const expected = createHmac('sha256', 'Fastly Token Test').update(message).digest('base64');
    expect(valueOf('digest.time_hmac_sha256("RmFzdGx5IFRva2VuIFRlc3Q=", 60, -1)')).toBe(expected);
  });

  // NIST SP 800-38A F.2.1, F.2.5; the GCM and CCM round trips are our own
  test('crypto.*', () => {
    const key = '"2b7e151628aed2a6abf7158809cf4f3c"';
    const iv = '"000102030405060708090a0b0c0d0e0f"';
    const encrypt = (mode: string, nonce: string): string =>
      `crypto.encrypt_hex(aes128, ${mode}, nopad, ${key}, ${nonce}, "6bc1bee22e409f96e93d7e117393172a")`;
    expect(valueOf(encrypt('cbc', iv))).toBe('7649abac8119b246cee98e9b12e9197d');
    for (const [mode, nonce, tag] of [
      ['gcm', '"000102030405060708090a0b"', 32],
      ['ccm', '"00010203040506"', 24],
    ] as const) {
      expect(valueOf(encrypt(mode, nonce))).toHaveLength(32 + tag);
      expect(valueOf(`crypto.decrypt_hex(aes128, ${mode}, nopad, ${key}, ${nonce}, ${encrypt(mode, nonce)})`)).toBe(
        '6bc1bee22e409f96e93d7e117393172a',
      );
    }
    expect(
      valueOf(
        `crypto.decrypt_base64(aes128, cbc, pkcs7, ${key}, ${iv}, crypto.encrypt_base64(aes128, cbc, pkcs7, ${key}, ${iv}, "aGVsbG8="))`,
      ),
    ).toBe('aGVsbG8=');
  });
});

test('rate limits', () => {
  const { log, effects } = run(`
    declare local var.b BOOL;
    set var.b = ratelimit.check_rate("me", rc, 100, 10, 10, pb, 90s); log var.b;
    set var.b = ratelimit.check_rate("me", rc, 1, 10, 10, pb, 90s); log var.b;
    set var.b = ratelimit.check_rates("you", rc, 1, 10, 100, rc2, 1000, 60, 10, pb, 2h); log var.b;
    set var.b = ratelimit.penaltybox_has(pb, "nobody"); log var.b;
    declare local var.i INTEGER;
    set var.i = ratelimit.ratecounter_increment(rc, "he", 3); log var.i;
  `);
  expect(log).toEqual(['0', '1', '1', '0', '3']);
  expect(effects).toEqual(['penalize me 60', 'penalize you 3600']);
});

test('what acts on the connection is an effect', () => {
  const { effects } = run(
    'early_hints("link: </a.css>", "link: </b.js>"); h2.push("/a.css"); h2.disable_header_compression("a"); h3.alt_svc();',
  );
  expect(effects).toEqual([
    'early_hints link: </a.css> link: </b.js>',
    'h2.push /a.css',
    'h2.disable_header_compression a',
    'h3.alt_svc',
  ]);
});
