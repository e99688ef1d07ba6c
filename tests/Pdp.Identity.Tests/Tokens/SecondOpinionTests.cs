using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pdp.Identity.Tests.Kit;
using Pdp.Identity.Tokens;
using Pdp.TestKit.Peers;
using Xunit;
using static Pdp.Identity.Tests.Kit.Forge;

namespace Pdp.Identity.Tests.Tokens;

/// <summary>The same tokens, verified by libraries in other languages: what is taken here they take, and no signature is judged differently.</summary>
public sealed class SecondOpinionTests
{
    private static readonly string[] _kids = ["rsa", "rsa", "rsa", "pss", "curve", "other"];
    private static readonly string[] _algorithms = ["RS256", "RS256", "RS256", "PS256", "ES256", "HS256", "none"];
    private static readonly string[] _types = ["at+jwt", "at+jwt", "at+jwt", "JWT", "application/at+jwt"];

    private static readonly (string Name, string? Json)[] _changes =
    [
        ("aud", "\"other\""), ("aud", "[\"other\",\"pdp\"]"), ("aud", "[]"), ("iss", "\"https://other.example.com\""), ("iss", null), ("sub", "\"bob\""), ("sub", null),
        ("exp", null), ("exp", $"{Seconds(-29)}"), ("exp", $"{Seconds(-31)}"), ("exp", $"{Seconds(5)}.25"), ("nbf", $"{Seconds(29)}"), ("nbf", $"{Seconds(31)}"), ("nbf", $"{Seconds(-5)}"),
        ("iat", $"{Seconds(-4000)}"), ("scope", "\"a b\""), ("extra", "{\"a\":[1,2,{\"b\":null}]}"), ("extra", "\"\\u65e5\\u672c\""), ("sid", "\"s\""),
    ];

    // refusals that do not come of rules stricter than those of a library
    private static readonly TokenProblem[] _plain = [TokenProblem.SignatureWrong, TokenProblem.KeyUnknown, TokenProblem.Expired, TokenProblem.AudienceWrong];

    [Fact]
    public Task PyJWT_agrees()
    {
        var python = new Peer("python3", "apt-get install --no-install-recommends python3-jwt python3-cryptography", "/usr/bin/python3");
        return CompareAsync(python, [Repository.PathOf("tests", "Pdp.Identity.Tests", "Tokens", "second_opinion.py")]);
    }

    [Fact]
    public Task Jose_agrees()
    {
        var library = new Peer("jose", "npm install --prefix tests/peers", Repository.PathOf("tests", "peers", "node_modules", "jose", "dist", "webapi", "index.js")).PathOrSkip();
        return CompareAsync(Peer.Node, [Repository.PathOf("tests", "Pdp.Identity.Tests", "Tokens", "second-opinion.mjs"), library]);
    }

    private static async Task CompareAsync(Peer peer, string[] arguments)
    {
        var cases = int.Parse(Environment.GetEnvironmentVariable("PDP_TOKEN_OPINIONS") ?? "400", CultureInfo.InvariantCulture);
        var random = new Random(int.Parse(Environment.GetEnvironmentVariable("PDP_TOKEN_OPINIONS_SEED") ?? "1", CultureInfo.InvariantCulture));
        string[] tokens = [.. TokenTableTests.Taken.Select(static row => TokenTableTests.Make(row.Data)), .. RefusedTokens.All.Values.Select(static one => one.Make()), .. Enumerable.Range(0, cases).Select(_ => Any(random))];
        var asked = new JsonObject
        {
            ["keys"] = JsonNode.Parse($"[{Jwk(Rsa, "rsa", ",\"alg\":\"RS256\"")},{Jwk(Rsa, "pss", ",\"alg\":\"PS256\"")},{Jwk(Curve, "curve", ",\"alg\":\"ES256\"")}]"),
            ["now"] = Seconds(), ["audience"] = Audience, ["issuer"] = Issuer, ["tokens"] = new JsonArray([.. tokens.Select(static token => JsonValue.Create(token))]),
        };
        var (exit, output, error) = await peer.RunAsync(arguments, asked.ToJsonString(JsonSerializerOptions.Default));
        Assert.SkipWhen(error.Contains("No module named", StringComparison.Ordinal), $"`{peer.Name}` has not what is needed; install it with `{peer.Install}`");
        Assert.True(exit == 0, error);
        var theirs = JsonSerializer.Deserialize<bool[]>(output)!;
        Assert.Equal(tokens.Length, theirs.Length);
        await using var bench = await Bench.StartAsync();
        var (both, neither, stricter, wrong) = (0, 0, 0, new List<string>());
        for (var i = 0; i < tokens.Length; i++)
        {
            var problem = await bench.Problem(tokens[i]);
            if (problem == TokenProblem.None && theirs[i]) both++;
            else if (problem != TokenProblem.None && !theirs[i]) neither++;
            else if (problem == TokenProblem.None || _plain.Contains(problem)) wrong.Add($"ours: {problem}, theirs: {theirs[i]}: {tokens[i]}");
            else stricter++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{tokens.Length} tokens: {both} taken by both, {neither} by neither, {stricter} refused by our stricter rules alone");
        Assert.Empty(wrong);
        Assert.True(both > 20 && neither > 20);
    }

    private static string Any(Random random)
    {
        var (kid, algorithm) = (_kids[random.Next(_kids.Length)], _algorithms[random.Next(_algorithms.Length)]);
        if (random.Next(2) == 0) (kid, algorithm) = random.Next(3) switch { 0 => ("rsa", "RS256"), 1 => ("pss", "PS256"), _ => ("curve", "ES256") };
        var changes = Enumerable.Range(0, random.Next(3)).Select(_ => _changes[random.Next(_changes.Length)]).ToArray();
        var token = Token(Header(algorithm, kid, _types[random.Next(_types.Length)]), Claims(changes), algorithm switch { "PS256" => Ps256, "ES256" => Es256, "HS256" => Hs256([1, 2, 3]), _ => Rs256 });
        if (random.Next(4) != 0) return token;

        // one character becomes another
        var at = random.Next(token.Length);
        return token[at] == '.' ? token : token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
    }
}
