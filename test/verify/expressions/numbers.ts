/** See `strings.ts`. */
export const numbers = String.raw`
I std.atoi("42")
I std.atoi("-42")
I std.atoi("0")
I std.atoi("21.95")
I std.atoi("")
I std.atoi("007")
F std.atof("21.95")
F std.atof("-0.5")
F std.atof("1e3")
F std.atof("5")
S std.itoa(255)
S std.itoa(255, 16)
S std.itoa(255, 2)
S std.itoa(-255, 16)
S std.itoa(0, 36)
S std.itoa(1295, 36)
S std.itoa(9223372036854775807, 10)
S std.itoa_charset(255, "0123456789ABCDEF")
S std.itoa_charset(5, "ab")
S std.itoa_charset(0, "xyz")
I std.strtol("0xff", 16)
I std.strtol("ff", 16)
I std.strtol("0xff", 0)
I std.strtol("077", 0)
I std.strtol("77", 8)
I std.strtol("123", 10)
I std.strtol("123", 0)
I std.strtol("-123", 10)
I std.strtol("1010", 2)
I std.strtol("zz", 36)
F std.strtof("1.5", 10)
F std.strtof("0x1.8p3", 16)
F std.strtof("0x10", 0)
F std.strtof("-2.5e-1", 10)
F math.acos(1.0)
F math.acos(0.0)
F math.acos(2.0)
F math.acosh(1.0)
F math.acosh(2.0)
F math.acosh(0.5)
F math.asin(1.0)
F math.asin(-1.0)
F math.asin(1.5)
F math.asinh(1.0)
F math.atan(1.0)
F math.atan(-1.0)
F math.atan2(1.0, 1.0)
F math.atan2(1.0, -1.0)
F math.atan2(-1.0, -1.0)
F math.atan2(7.0, -0.0)
F math.atanh(0.5)
F math.atanh(1.0)
F math.atanh(-1.0)
F math.atanh(2.0)
F math.cos(0.0)
F math.cos(1.0)
F math.cosh(1.0)
F math.sin(0.0)
F math.sin(1.0)
F math.sinh(1.0)
F math.tan(1.0)
F math.tanh(0.5)
F math.sqrt(2.0)
F math.sqrt(0.0)
F math.sqrt(-1.0)
F math.exp(1.0)
F math.exp(0.0)
F math.exp2(10.0)
F math.exp2(-1.0)
F math.log(10.0)
F math.log(1.0)
F math.log(0.0)
F math.log(-1.0)
F math.log2(8.0)
F math.log10(1000.0)
F math.ceil(1.2)
F math.ceil(-1.2)
F math.floor(1.8)
F math.floor(-1.2)
F math.trunc(1.9)
F math.trunc(-1.9)
F math.round(2.5)
F math.round(-2.5)
F math.round(2.4)
F math.round(0.49999999999999994)
F math.roundeven(2.5)
F math.roundeven(3.5)
F math.roundeven(-2.5)
F math.roundeven(2.6)
F math.roundhalfup(2.5)
F math.roundhalfup(2.4)
F math.roundhalfup(-2.6)
F math.roundhalfup(-2.5)
F math.roundhalfdown(2.5)
F math.roundhalfdown(2.6)
F math.roundhalfdown(-2.4)
F math.roundhalfdown(-2.5)
B math.is_finite(1.0)
B math.is_finite(math.POS_INFINITY)
B math.is_infinite(math.NEG_INFINITY)
B math.is_infinite(1.0)
B math.is_nan(math.NAN)
B math.is_nan(1.0)
B math.is_normal(1.0)
B math.is_normal(0.0)
B math.is_normal(math.POS_INFINITY)
B math.is_subnormal(1.0)
B math.is_subnormal(0.0)
I randomint(5, 5)
I randomint_seeded(7, 7, 99)
B randombool(0, 10)
B randombool(10, 10)
B randombool_seeded(0, 10, 1)
B randombool_seeded(10, 10, 1)
S randomstr(3, "a")
S randomstr(0, "abc")
P declare local var.i INTEGER = 7; set var.i += 3; log var.i;
P declare local var.i INTEGER; set var.i = 7; set var.i -= 10; log var.i;
P declare local var.i INTEGER; set var.i = 7; set var.i *= -3; log var.i;
P declare local var.i INTEGER; set var.i = 7; set var.i /= 2; log var.i;
P declare local var.i INTEGER; set var.i = -7; set var.i /= 2; log var.i;
P declare local var.i INTEGER; set var.i = 7; set var.i %= 4; log var.i;
P declare local var.i INTEGER; set var.i = -7; set var.i %= 4; log var.i;
P declare local var.i INTEGER; set var.i = 12; set var.i &= 10; log var.i;
P declare local var.i INTEGER; set var.i = 12; set var.i |= 3; log var.i;
P declare local var.i INTEGER; set var.i = 12; set var.i ^= 10; log var.i;
P declare local var.i INTEGER; set var.i = 1; set var.i <<= 4; log var.i;
P declare local var.i INTEGER; set var.i = 256; set var.i >>= 4; log var.i;
P declare local var.i INTEGER; set var.i = -256; set var.i >>= 4; log var.i;
P declare local var.i INTEGER; set var.i = 1; set var.i <<= 63; log var.i;
P declare local var.i INTEGER; set var.i = 3; set var.i rol= 2; log var.i;
P declare local var.i INTEGER; set var.i = 12; set var.i ror= 2; log var.i;
P declare local var.i INTEGER; set var.i = 1; set var.i ror= 1; log var.i;
P declare local var.i INTEGER; set var.i = 9223372036854775807; set var.i += 1; log var.i;
P declare local var.i INTEGER; set var.i = 5; declare local var.f FLOAT; set var.f = 2.5; set var.i += var.f; log var.i;
P declare local var.i INTEGER; set var.i = 5; declare local var.f FLOAT; set var.f = 2.5; set var.i *= var.f; log var.i;
P declare local var.i INTEGER; set var.i = 5; declare local var.f FLOAT; set var.f = 2.5; set var.i /= var.f; log var.i;
P declare local var.f FLOAT; set var.f = 1.5; set var.f += 2.25; log var.f;
P declare local var.f FLOAT; set var.f = 1.5; set var.f -= 2; log var.f;
P declare local var.f FLOAT; set var.f = 1.5; set var.f *= 3; log var.f;
P declare local var.f FLOAT; set var.f = 7.0; set var.f /= 2; log var.f;
P declare local var.f FLOAT; set var.f = 7.5; set var.f %= 2; log var.f;
P declare local var.f FLOAT; set var.f = 0.0005; log var.f;
P declare local var.f FLOAT; set var.f = 1234567.8915; log var.f;
P declare local var.f FLOAT; set var.f = -0.25; log var.f;
P declare local var.r RTIME; set var.r = 3.5d; log var.r;
P declare local var.r RTIME; set var.r = 5m; log var.r;
P declare local var.r RTIME; set var.r = 100ms; log var.r;
P declare local var.r RTIME; set var.r = -2s; log var.r;
P declare local var.r RTIME; set var.r = 1y; log var.r;
P declare local var.r RTIME; set var.r = 10s; set var.r += 5s; log var.r;
P declare local var.r RTIME; set var.r = 10s; set var.r -= 1m; log var.r;
P declare local var.r RTIME; set var.r = 10s; set var.r *= 3; log var.r;
P declare local var.r RTIME; set var.r = 10s; set var.r /= 4; log var.r;
P declare local var.b BOOL; set var.b = true; set var.b &&= false; log var.b;
P declare local var.b BOOL; set var.b = false; set var.b ||= true; log var.b;
P declare local var.i INTEGER; declare local var.f FLOAT; set var.f = 2.9; set var.i = var.f; log var.i;
P declare local var.i INTEGER; declare local var.f FLOAT; set var.f = -2.9; set var.i = var.f; log var.i;
P declare local var.i INTEGER; declare local var.r RTIME; set var.r = 90.7s; set var.i = var.r; log var.i;
P declare local var.f FLOAT; declare local var.i INTEGER; set var.i = 3; set var.f = var.i; log var.f;
P declare local var.f FLOAT; declare local var.r RTIME; set var.r = 1500ms; set var.f = var.r; log var.f;
P declare local var.r RTIME; declare local var.i INTEGER; set var.i = 3; set var.r = var.i; log var.r;
P declare local var.r RTIME; declare local var.f FLOAT; set var.f = 2.5; set var.r = var.f; log var.r;
P declare local var.i INTEGER; set var.i = 0755; log var.i;
P declare local var.i INTEGER; set var.i = 0xff; log var.i;
`;
