/** Literals, what is not set, conditions, patterns, subfields: see `strings.ts`. */
export const texts = String.raw`
S "a" "b"
S "a" + "b"
S "a" req.http.Nope "b"
S req.http.Nope
S req.http.Nope req.http.Nix
S "%41%u0042%u{43}"
S "x%00y"
S {"raw %41 "quoted""}
S {EOS"raw "} still"EOS}
S "100%25"
S "a" if(req.http.Nope, "x", "y")
P declare local var.s STRING; log var.s;
P declare local var.s STRING; set var.s = req.http.Nope; log var.s;
P declare local var.s STRING; set var.s = req.http.Nope; if (var.s) { log "set"; } else { log "not set"; }
P declare local var.s STRING; if (var.s) { log "set"; } else { log "not set"; }
P declare local var.s STRING; set var.s = "a" req.http.Nope; log var.s;
P set req.http.X = "a" req.http.Nope; log req.http.X;
P set req.http.X = req.http.Nope; log req.http.X;
P set req.http.X = "y"; set req.http.X = req.http.Nope; log req.http.X;
P set req.http.X = ""; if (req.http.X) { log "set"; } else { log "not set"; }
P set req.http.X = "a"; set req.http.X = req.http.X "b" req.http.X; log req.http.X;
P set req.http.X = "one"; unset req.http.X; log req.http.X;
P declare local var.i INTEGER; set var.i = 42; log "n=" var.i;
P declare local var.f FLOAT; set var.f = 1.5; log "f=" var.f;
P declare local var.b BOOL; set var.b = true; log "b=" var.b;
P declare local var.r RTIME; set var.r = 90s; log "r=" var.r;
P declare local var.t TIME; log "t=" var.t;
P declare local var.a IP; log "a=" var.a;
P declare local var.a IP; set var.a = "192.0.2.7"; log "a=" var.a;
P declare local var.a IP; set var.a = "2001:DB8::1"; log "a=" var.a;
P declare local var.i INTEGER; set var.i = 42; set req.http.X = var.i; log req.http.X;
P declare local var.s STRING; declare local var.i INTEGER; set var.i = 42; set var.s = var.i; log var.s;
P declare local var.s STRING; declare local var.b BOOL; set var.s = var.b; log var.s;
P declare local var.s STRING; declare local var.t TIME; set var.s = var.t; log var.s;
P if (req.http.Nope == "") { log "yes"; } else { log "no"; }
P if (req.http.Nope != "") { log "yes"; } else { log "no"; }
P if (req.http.Nope == req.http.Nope) { log "yes"; } else { log "no"; }
P if (!req.http.Nope) { log "yes"; } else { log "no"; }
P set req.http.X = "Abc"; if (req.http.X == "abc") { log "yes"; } else { log "no"; }
P set req.http.X = "Abc"; if (req.http.X == "Abc") { log "yes"; } else { log "no"; }
P if (req.http.Nope ~ "^$") { log "yes"; } else { log "no"; }
P if (req.http.Nope !~ "a") { log "yes"; } else { log "no"; }
P declare local var.i INTEGER; set var.i = 5; if (var.i > 4 && var.i < 6) { log "yes"; } else { log "no"; }
P declare local var.i INTEGER; set var.i = 5; if (var.i == 5) { log "yes"; } else { log "no"; }
P declare local var.i INTEGER; set var.i = 5; if (var.i != 5 || var.i >= 5) { log "yes"; } else { log "no"; }
P declare local var.f FLOAT; set var.f = 1.5; if (var.f <= 1.5) { log "yes"; } else { log "no"; }
P declare local var.r RTIME; set var.r = 60s; if (var.r >= 1m) { log "yes"; } else { log "no"; }
P declare local var.f FLOAT; set var.f = math.NAN; if (var.f == var.f) { log "yes"; } else { log "no"; }
P declare local var.a IP; declare local var.c IP; if (var.a == var.c) { log "yes"; } else { log "no"; }
P declare local var.b BOOL; set var.b = (req.http.Nope || !req.http.Nope); log var.b;
P declare local var.b BOOL; set var.b = (!req.http.Nope && req.http.Nope); log var.b;
P set req.http.X = "foo123"; if (req.http.X ~ "([a-z]+)(\d+)") { log re.group.0 "|" re.group.1 "|" re.group.2; }
P set req.http.X = "ab"; if (req.http.X ~ "(a)(x)?") { log re.group.1; }
P set req.http.X = "ab"; if (req.http.X ~ "(a)(b)") { } if (req.http.X ~ "(z)") { } log re.group.2;
P set req.http.X = "ab"; if (req.http.X ~ "(a)(b)") { } if (req.http.X ~ "a") { } log re.group.0 re.group.2;
P set req.http.X = "ab"; if (req.http.X !~ "(b)") { log "no"; } else { log re.group.1; }
P set req.http.X = "FOO"; if (req.http.X ~ "(?i)^foo$") { log "yes"; } else { log "no"; }
P set req.http.X = "foo"; if (req.http.X ~ "^\Qf\Eoo\z") { log "yes"; } else { log "no"; }
P set req.http.X = "a b"; if (req.http.X ~ "^[[:alpha:]]\s[[:lower:]]$") { log "yes"; } else { log "no"; }
P set req.http.X = "aaa"; if (req.http.X ~ "a++a") { log "yes"; } else { log "no"; }
P set req.http.X = "foobar"; if (req.http.X ~ "foo(?=bar)") { log re.group.0; }
P set req.http.X = "foobar"; if (req.http.X ~ "(?<=foo)bar") { log re.group.0; }
P set req.http.X = "abab"; if (req.http.X ~ "^(ab)\1$") { log "yes"; } else { log "no"; }
P set req.http.X = "2026"; if (req.http.X ~ "(?P<year>\d+)") { log re.group.1; }
P set req.http.X = "a"; if (req.http.X ~ "a|b") { log "yes"; } else { log "no"; }
P set req.http.X = "xay"; if (req.http.X ~ "(?:x)(a)(?#comment)") { log re.group.1; }
P set req.http.X = "aXb"; if (req.http.X ~ "(?x) a X b  # spaces") { log "yes"; } else { log "no"; }
P set req.http.X = "/a%25b"; if (req.http.X ~ "%25b") { log "yes"; } else { log "no"; }
P set req.http.X = "a=1, b=2"; log req.http.X:a "|" req.http.X:b;
P set req.http.X = "a=1, b=2"; log req.http.X:c;
P set req.http.X = "a, b=2"; log "[" req.http.X:a "]";
P set req.http.X = "A=1"; log req.http.X:a;
P set req.http.X = {"b="a,c=d",e=f"}; log req.http.X:b "|" req.http.X:e;
P set req.http.X = "a=1,b=2,c=3"; set req.http.X:b = "9"; log req.http.X;
P set req.http.X = "a=1,a=2"; set req.http.X:a = "9"; log req.http.X;
P set req.http.X = "a=1,b=2,c=3"; unset req.http.X:b; log req.http.X;
P set req.http.X = "a=1"; unset req.http.X:a; log req.http.X;
P set req.http.X = "a=1"; set req.http.X:b = "x y"; log req.http.X;
P set req.http.X = "a=1"; set req.http.X:b = ""; log req.http.X;
P set req.http.X:first = "1"; log req.http.X;
P set req.http.Cookie = "a=1; b=2"; log req.http.Cookie:a "|" req.http.Cookie:b;
P set req.http.Cookie = "a=1; b=2"; log req.http.Cookie:z;
S subfield("max-age=60, private", "max-age")
S subfield("max-age=60, private", "private")
S subfield("max-age=60, private", "public")
S subfield("foo=1&bar=2", "bar", "&")
S subfield("a=1; b=2", "b", ";")
S subfield("MAX-AGE=60", "max-age")
S subfield({"a="b c""}, "a")
S table.lookup(words, "one")
S table.lookup(words, "nope")
S table.lookup(words, "nope", "fallback")
S "[" table.lookup(words, "empty") "]"
B table.contains(words, "one")
B table.contains(words, "ONE")
B table.contains(words, "nope")
I table.lookup_integer(numbers, "one", 0)
I table.lookup_integer(numbers, "nope", 7)
I table.lookup_integer(numbers, "big", 7)
F table.lookup_float(floats, "pi", 0.0)
F table.lookup_float(floats, "nope", 1.5)
B table.lookup_bool(flags, "yes", false)
B table.lookup_bool(flags, "nope", true)
R table.lookup_rtime(spans, "day", 0s)
R table.lookup_rtime(spans, "nope", 5s)
S table.lookup_backend(places, "a", F_b)
P declare local var.a IP; set var.a = "192.0.2.9"; if (var.a ~ office) { log "in"; } else { log "out"; }
P declare local var.a IP; set var.a = "198.51.100.1"; if (var.a ~ office) { log "in"; } else { log "out"; }
P declare local var.a IP; set var.a = "192.0.2.23"; if (var.a ~ office) { log "in"; } else { log "out"; }
P declare local var.a IP; set var.a = "2001:db8::5"; if (var.a ~ office) { log "in"; } else { log "out"; }
B http_status_matches(200, "200,404")
B http_status_matches(500, "200,404")
B http_status_matches(200, "!200,404")
B http_status_matches(500, "!200,404")
`;
