using System.Buffers.Text;
using System.Security.Cryptography;
using Pdp.Identity.Tests.Kit;
using Pdp.Identity.Tokens;
using static Pdp.Identity.Tests.Kit.Forge;

namespace Pdp.Identity.Tests.Tokens;

/// <summary>What libraries take wrongly, or could: each with the reason it is refused for.</summary>
internal static class RefusedTokens
{
    public static Dictionary<string, (Func<string> Make, TokenProblem Problem)> All { get; } = Build();

    private static Dictionary<string, (Func<string>, TokenProblem)> Build()
    {
        var all = new Dictionary<string, (Func<string>, TokenProblem)>(StringComparer.Ordinal);
        void Add(string name, TokenProblem problem, Func<string> make) => all.Add(name, (make, problem));
        static byte[] Unsigned(byte[] input) => [1, 2, 3];

        foreach (var none in new[] { "none", "None", "NONE", "nOnE", "" })
        {
            Add($"alg `{none}` with a signature", TokenProblem.AlgorithmRefused, () => Token(Header(none), Claims()));
            Add($"alg `{none}` without a signature", TokenProblem.Malformed, () => Token(Header(none), Claims(), static _ => []));
        }

        var spki = Rsa.ExportSubjectPublicKeyInfo();
        Add("HS256 keyed with the public key as DER", TokenProblem.AlgorithmRefused, () => Token(Header("HS256"), Claims(), Hs256(spki)));
        Add("HS256 keyed with the public key as PEM", TokenProblem.AlgorithmRefused, () => Token(Header("HS256"), Claims(), Hs256(Bytes(Rsa.ExportSubjectPublicKeyInfoPem()))));
        Add("HS256 keyed with the public key as PKCS#1", TokenProblem.AlgorithmRefused, () => Token(Header("HS256"), Claims(), Hs256(Rsa.ExportRSAPublicKey())));
        Add("HS256 keyed with the modulus", TokenProblem.AlgorithmRefused, () => Token(Header("HS256"), Claims(), Hs256(Rsa.ExportParameters(false).Modulus!)));
        Add("alg in lower case", TokenProblem.AlgorithmRefused, () => Token(Header("rs256"), Claims()));
        Add("alg of encryption (RSA1_5)", TokenProblem.AlgorithmRefused, () => Token(Header("RSA1_5"), Claims()));
        Add("alg that the issuer may not use", TokenProblem.AlgorithmRefused, () => Token(Header("RS512"), Claims()));
        Add("no alg", TokenProblem.AlgorithmRefused, () => Token("""{"kid":"rsa","typ":"at+jwt"}""", Claims()));
        Add("alg that is a list", TokenProblem.HeaderRefused, () => Token("""{"alg":["RS256"],"kid":"rsa","typ":"at+jwt"}""", Claims()));

        Add("unknown kid", TokenProblem.KeyUnknown, () => Token(Header(kid: "other"), Claims()));
        Add("kid that is a path", TokenProblem.KeyIdRefused, () => Token(Header(kid: "../../dev/null"), Claims()));
        Add("kid that is SQL", TokenProblem.KeyIdRefused, () => Token(Header(kid: "' OR 1=1 --"), Claims()));
        Add("kid that is empty", TokenProblem.KeyIdRefused, () => Token(Header(kid: ""), Claims()));
        Add("kid of 129 characters", TokenProblem.KeyIdRefused, () => Token(Header(kid: new string('k', 129)), Claims()));
        Add("no kid", TokenProblem.KeyIdRefused, () => Token("""{"alg":"RS256","typ":"at+jwt"}""", Claims()));
        Add("x5t alone, equal to a kid", TokenProblem.KeyIdRefused, () => Token("""{"alg":"RS256","x5t":"rsa","typ":"at+jwt"}""", Claims()));

        foreach (var (member, json) in new[]
        {
            ("jwk", Jwk(OtherRsa, "rsa")), ("jku", "\"https://evil.example/keys\""), ("x5u", "\"https://evil.example/cert\""), ("x5c", "[\"MII\"]"),
            ("crit", "[\"exp\"]"), ("crit", "[]"), ("b64", "false"), ("zip", "\"DEF\""), ("cty", "\"JWT\""), ("enc", "\"A128GCM\""),
            ("p2c", "1000000"), ("anything", "1"),
        })
        {
            Add($"header with `{member}` {json[..Math.Min(8, json.Length)]}", TokenProblem.HeaderRefused,
                () => Token($$"""{"alg":"RS256","kid":"rsa","typ":"at+jwt","{{member}}":{{json}}}""", Claims()));
        }

        Add("a key of one's own in the header, and a signature by it", TokenProblem.HeaderRefused, () => Token(
            $$"""{"alg":"RS256","kid":"rsa","typ":"at+jwt","jwk":{{Jwk(OtherRsa, "rsa")}}}""", Claims(),
            static input => OtherRsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        Add("header with two alg", TokenProblem.Malformed, () => Token("""{"alg":"none","alg":"RS256","kid":"rsa","typ":"at+jwt"}""", Claims()));
        Add("header with two alg, one escaped", TokenProblem.Malformed, () => Token("""{"\u0061lg":"none","alg":"RS256","kid":"rsa","typ":"at+jwt"}""", Claims()));
        Add("header within headers", TokenProblem.Malformed, () => Token("""{"alg":"RS256","kid":"rsa","typ":[[[[[1]]]]]}""", Claims()));
        Add("payload with two sub", TokenProblem.Malformed, () => Token(Header(), Claims()[..^1] + ",\"sub\":\"admin\"}"));
        Add("payload with two members in a claim", TokenProblem.Malformed, () => Token(Header(), Claims()[..^1] + ",\"x\":{\"a\":1,\"a\":2}}"));
        Add("payload with junk behind it", TokenProblem.Malformed, () => Token(Header(), Claims() + "{}"));
        Add("payload that is a list", TokenProblem.Malformed, () => Token(Header(), "[1]"));
        Add("payload that is a text", TokenProblem.Malformed, () => Token(Header(), "\"alice\""));
        Add("payload that is a token (nested)", TokenProblem.Malformed, () => Token(Header(), Good()));
        Add("payload with a comment", TokenProblem.Malformed, () => Token(Header(), "/* x */" + Claims()));
        Add("payload with NaN", TokenProblem.Malformed, () => Token(Header(), Claims()[..^1] + ",\"x\":NaN}"));
        Add("payload with half a surrogate pair", TokenProblem.Malformed, () => Token(Header(), Claims()[..^1] + ",\"x\":\"\\ud800\"}"));
        Add("payload with half a surrogate pair in a name", TokenProblem.Malformed, () => Token(Header(), Claims()[..^1] + ",\"\\ud800\":1}"));
        Add("payload with a byte order mark", TokenProblem.Malformed, () => Token(Bytes(Header()), [0xEF, 0xBB, 0xBF, .. Bytes(Claims())]));
        Add("payload that is no UTF-8", TokenProblem.Malformed, () => Token(Bytes(Header()), [.. Bytes(Claims()[..^1]), .. ",\"x\":\""u8, 0xC3, 0x28, .. "\"}"u8]));
        Add("payload in UTF-16", TokenProblem.Malformed, () => Token(Bytes(Header()), System.Text.Encoding.Unicode.GetBytes(Claims())));
        Add("payload 70 deep", TokenProblem.Malformed, () => Token(Header(), Claims(("x", new string('[', 40) + new string(']', 40)))));
        Add("payload 5000 deep", TokenProblem.Malformed, () => Token(Header(), Claims()[..^1] + ",\"x\":" + new string('[', 5000) + new string(']', 5000) + "}"));
        Add("payload 100,000 deep", TokenProblem.TooLarge, () => Token(Header(), new string('[', 100_000)));
        Add("300 KB", TokenProblem.TooLarge, () => Good(("x", Quoted(new string('x', 300_000)))));
        Add("a number beyond a double", TokenProblem.Malformed, () => Token(Header(), Claims()[..^1] + ",\"x\":1e999}"));

        foreach (var time in new[] { "exp", "nbf", "iat" })
        {
            foreach (var wrong in new[] { "\"9999999999\"", "1e30", "99999999999999999999", "null", "true", "-1", "[1]", "{}" })
            {
                Add($"{time} {wrong}", TokenProblem.ClaimsRefused, () => Good((time, wrong)));
            }
        }

        Add("no exp", TokenProblem.ClaimsRefused, () => Good(("exp", null)));
        Add("expired 30 s ago", TokenProblem.Expired, () => Good(("exp", $"{Seconds(-30)}")));
        Add("expired 60 s ago", TokenProblem.Expired, () => Good(("exp", $"{Seconds(-60)}")));
        Add("iat ten days ahead", TokenProblem.NotYetValid, () => Good(("iat", $"{Seconds(864_000)}")));
        Add("iat 31 s ahead", TokenProblem.NotYetValid, () => Good(("iat", $"{Seconds(31)}")));
        Add("nbf 31 s ahead", TokenProblem.NotYetValid, () => Good(("nbf", $"{Seconds(31)}")));

        foreach (var audience in new[] { "\"pdp/\"", "\"PDP\"", "\"other\"", "\"\"", "\" pdp\"", "[]", "[\"pdp/\",\"pd\"]" })
        {
            Add($"aud {audience}", TokenProblem.AudienceWrong, () => Good(("aud", audience)));
        }

        Add("no aud", TokenProblem.ClaimsRefused, () => Good(("aud", null)));
        Add("aud with a number", TokenProblem.ClaimsRefused, () => Good(("aud", "[\"pdp\",1]")));
        Add("aud that is an object", TokenProblem.ClaimsRefused, () => Good(("aud", "{\"pdp\":true}")));
        Add("iss that is a list", TokenProblem.ClaimsRefused, () => Good(("iss", $"[{Quoted(Issuer)}]")));
        Add("no iss", TokenProblem.IssuerUnknown, () => Good(("iss", null)));
        Add("iss with a slash behind", TokenProblem.IssuerUnknown, () => Good(("iss", Quoted(Issuer + "/"))));
        Add("iss in upper case", TokenProblem.IssuerUnknown, () => Good(("iss", Quoted(Issuer.ToUpperInvariant()))));
        Add("iss of another issuer, signed by this one's key", TokenProblem.KeyUnknown, () => Good(("iss", "\"https://other.example.com\"")));

        foreach (var typ in new[] { "JWT", "", "dpop+jwt", "secevent+jwt", "logout+jwt", "application/jwt", "wit+jwt", "at+jwt " })
        {
            Add($"typ `{typ}`", TokenProblem.TypeRefused, () => Token(Header(typ: typ), Claims()));
        }

        Add("no typ", TokenProblem.TypeRefused, () => Token("""{"alg":"RS256","kid":"rsa"}""", Claims()));
        Add("an ID token", TokenProblem.TypeRefused, () => Token(Header(typ: "JWT"), Claims(("nonce", "\"n\""), ("aud", "\"pdp\""))));
        Add("an ID token that says it is an access token", TokenProblem.ClaimsRefused, () => Token(Header(), Claims(("client_id", null), ("nonce", "\"n\""))));
        Add("a JWT-SVID", TokenProblem.IssuerUnknown, () => Token(Header(typ: "JWT"), Claims(("iss", null), ("sub", "\"spiffe://example.org/a\""))));
        Add("a refresh token", TokenProblem.TypeRefused, () => Token(Header(typ: "Refresh"), Claims(("scope", "\"offline_access\""))));
        Add("a logout token", TokenProblem.TypeRefused, () => Token(Header(typ: "logout+jwt"), Claims(("events", "{}"))));
        Add("a security event token", TokenProblem.TypeRefused, () => Token(Header(typ: "secevent+jwt"), Claims(("exp", null), ("events", "{}"))));

        Add("ES256 with r = s = 0", TokenProblem.SignatureWrong, () => Token(Header("ES256", "curve"), Claims(), static _ => new byte[64]));
        Add("ES256 with a signature in DER", TokenProblem.SignatureWrong, () => Token(Header("ES256", "curve"), Claims(),
            static input => Curve.SignData(input, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
        Add("ES256 with an RSA key", TokenProblem.AlgorithmRefused, () => Token(Header("ES256"), Claims(), Es256));
        Add("RS256 with a key of the curve", TokenProblem.AlgorithmRefused, () => Token(Header(kid: "curve"), Claims()));
        Add("RS256 with a key for PS256", TokenProblem.AlgorithmRefused, () => Token(Header(kid: "pss"), Claims()));
        Add("PS256 with a key for RS256", TokenProblem.AlgorithmRefused, () => Token(Header("PS256"), Claims(), Ps256));
        Add("signed by another key", TokenProblem.SignatureWrong, () => Token(Header(), Claims(),
            static input => OtherRsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        Add("signature of another length", TokenProblem.SignatureWrong, () => Token(Header(), Claims(), Unsigned));
        Add("claims changed behind the signature", TokenProblem.SignatureWrong, () =>
        {
            var parts = Good().Split('.');
            return $"{parts[0]}.{Base64Url.EncodeToString(Bytes(Claims(("sub", "\"admin\""))))}.{parts[2]}";
        });

        Add("space in front", TokenProblem.Malformed, () => " " + Good());
        Add("line feed behind", TokenProblem.Malformed, () => Good() + "\n");
        Add("padding behind", TokenProblem.Malformed, () => Good() + "==");
        Add("base64 of the standard", TokenProblem.Malformed, () => Good()[..^3] + "+/A");
        Add("last character with bits that carry nothing", TokenProblem.Malformed, () => NonCanonical(Good()));
        Add("2 segments", TokenProblem.Malformed, () => Good()[..Good().LastIndexOf('.')]);
        Add("4 segments", TokenProblem.Malformed, () => Good() + ".AA");
        Add("5 segments (JWE)", TokenProblem.Malformed, () => "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AA.AA.AA.AA");
        Add("no signature", TokenProblem.Malformed, () => Good()[..(Good().LastIndexOf('.') + 1)]);
        Add("nothing", TokenProblem.Malformed, () => "");
        Add("dots", TokenProblem.Malformed, () => "..");
        Add("not ASCII", TokenProblem.Malformed, () => "é" + Good());
        Add("Bearer in front", TokenProblem.Malformed, () => "Bearer " + Good());
        Add("JSON serialisation", TokenProblem.Malformed, () => "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"AA\"}");

        Add("sub with NUL", TokenProblem.ClaimsRefused, () => Good(("sub", "\"alice\\u0000admin\"")));
        Add("sub with a line feed", TokenProblem.ClaimsRefused, () => Good(("sub", "\"alice\\nadmin\"")));
        Add("sub that is empty", TokenProblem.ClaimsRefused, () => Good(("sub", "\"\"")));
        Add("sub of 513 characters", TokenProblem.ClaimsRefused, () => Good(("sub", Quoted(new string('s', 513)))));
        Add("sub that is a number", TokenProblem.ClaimsRefused, () => Good(("sub", "1")));
        Add("scope that is a list", TokenProblem.ClaimsRefused, () => Good(("scope", "[\"read\"]")));
        Add("scope with two spaces", TokenProblem.ClaimsRefused, () => Good(("scope", "\"read  write\"")));
        foreach (var claim in new[] { "sub", "client_id", "iat", "jti" })
        {
            Add($"no {claim}", TokenProblem.ClaimsRefused, () => Good((claim, null)));
        }

        Add("bound to a key, without its proof", TokenProblem.BindingMissing, () => Good(("cnf", $$"""{"jkt":"{{new string('A', 43)}}"}""")));
        Add("bound to a certificate, without it", TokenProblem.BindingMissing, () => Good(("cnf", $$"""{"x5t#S256":"{{new string('A', 43)}}"}""")));
        Add("bound in a way that is not known", TokenProblem.ClaimsRefused, () => Good(("cnf", """{"jwk":{}}""")));
        Add("bound to nothing", TokenProblem.ClaimsRefused, () => Good(("cnf", "{}")));
        return all;
    }

    // The same octets in another spelling: a signature of 256 octets leaves 4 bits in its last character.
    private static string NonCanonical(string token)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return token[..^1] + Alphabet[Alphabet.IndexOf(token[^1], StringComparison.Ordinal) | 1];
    }
}
