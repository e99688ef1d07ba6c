namespace Pdp.Fuzz.Targets;

/// <summary>What expressions are made of: punctuation, literals at the edges, names, macros, functions, patterns.</summary>
internal static class CelWords
{
    public static readonly string[] All =
    [
        "(", ")", "[", "]", "{", "}", ",", ".", ".?", "[?", "{?", "?", ":", " && ", " || ", "!", "-", " + ", " * ", " / ", " % ", " == ", " != ",
        " < ", " <= ", " > ", " >= ", " in ", " ? ", " : ", "'", "\"", "'''", "\"\"\"", "r'", "b'", "br\"", "`", "\\", "\\n", "\\x41",
        "\\u00e9", "\\U0001F600", "\\ud800", "\\377", "\ud83d\ude00", "\ud800", "\0", "\n", "\t", "//", "\u00e9", "e\u0301", "\uffff", "\ue000",
        "0", "1", "-1", "1u", "0x1F", "1e9", "1.5", "0.0", "-0.0", "9223372036854775807", "-9223372036854775808", "18446744073709551615u",
        "9007199254740993", "1e308", "true", "false", "null", "[]", "{}", "''", "'a'", "b'a'", "[1, 2, 3]", "{'a': 1}", "['a', 'b']",
        "subject", "resource", "variables", "definitions", "now", "subject.role", "subject.level", "subject.score", "subject.limit", "subject.flag",
        "subject.roles", "subject.numbers", "subject.any", "subject.any.k", "subject.tags", "subject.tags['k']", "subject.address.city",
        "subject.address.geo.zip", "subject.since", "subject.span", "subject.?any.?k", "resource.type", "resource.x", "resource.x.k",
        "variables.isAdmin", "variables.vague", "variables.optional", "definitions.types", "definitions.levels",
        "has(subject.any.k)", "has(resource.x)", ".exists(v, ", ".all(v, ", ".exists_one(v, ", ".map(v, ", ".filter(v, ", ".exists(i, v, ",
        ".transformList(i, v, ", ".transformMap(k, v, ", ".transformMapEntry(k, v, {k: v})", ".sortBy(v, ", "cel.bind(v, ", "cel.block([", "cel.index(0)",
        ".optMap(v, ", ".optFlatMap(v, ", "optional.of(", "optional.none()", "optional.ofNonZeroValue(", ".orValue(", ".or(", ".value()", ".hasValue()",
        ".size()", "size(", "int(", "uint(", "double(", "string(", "bytes(", "bool(", "dyn(", "type(", "duration('1h')", "timestamp('2026-01-01T00:00:00Z')",
        "duration(", "timestamp(", ".getFullYear()", ".getDayOfWeek('Europe/Berlin')", ".getHours('+01:00')", ".getMilliseconds()",
        ".startsWith(", ".endsWith(", ".contains(", ".matches('", ".matches(", ".split(',')", ".split('')", ".join('-')", ".replace('a', 'bb')", ".format([", "'%s %d %.2f %x %b'.format([",
        ".charAt(", ".indexOf(", ".lastIndexOf(", ".lowerAscii()", ".upperAscii()", ".substring(", ".trim()", ".reverse()", "strings.quote(",
        "math.greatest(", "math.least(", "math.ceil(", "math.round(", "math.bitAnd(", "math.bitShiftLeft(", "math.sqrt(", "math.abs(", "math.sign(", "math.isNaN(",
        "sets.contains(", "sets.intersects(", "sets.equivalent(", "base64.encode(", "base64.decode(", ".distinct()", ".sort()", ".flatten(", ".slice(", "lists.range(", ".first()", ".last()",
        "ip('10.0.0.1')", "cidr('10.0.0.0/8')", "ip(", "cidr(", ".containsIP(", ".containsCIDR(", ".isLoopback()", ".prefixLength()", ".masked()", ".family()",
        "regex.replace(", "regex.extract(", "regex.extractAll(", "json.encode(",
        "(?i)", "(?s)", "^", "$", "\\b", "\\B", "\\d+", "\\w*", "\\s", "[^a-z]", "[[:alpha:]]", "\\pL", "\\p{Greek}", "\\x{1F600}", "(a|b)*", "a{2,5}", "a{1000}", "(?:a+)+", "(?P<n>a)", "*?", "|", "\\Q", "\\E", "\\z", "\\A",
    ];
}
