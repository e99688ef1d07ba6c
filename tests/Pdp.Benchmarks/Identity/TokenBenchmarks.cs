using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Pdp.Identity.Settings;
using Pdp.Identity.Tokens;

namespace Pdp.Benchmarks.Identity;

/// <summary>A token that was verified lately, beside one that was not, and beside what the library alone takes for the latter.</summary>
[MemoryDiagnoser]
public class TokenBenchmarks : IAsyncDisposable
{
    private const int Tokens = 256;
    private readonly byte[][] _tokens = new byte[Tokens][];
    private readonly string[] _texts = new string[Tokens];
    private readonly JsonWebTokenHandler _library = new();
    private TokenVerifier _keeping = null!;
    private TokenVerifier _forgetting = null!;
    private TokenValidationParameters _parameters = null!;
    private int _next;

    /// <summary>The algorithm of the tokens.</summary>
    [Params("RS256", "ES256")]
    public string Algorithm { get; set; } = "RS256";

    [GlobalSetup]
    public async Task SetUp()
    {
        SecurityKey key = Algorithm == "RS256"
            ? new RsaSecurityKey(RSA.Create(2048)) { KeyId = "k" }
            : new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "k" };
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $$"""{"keys":[{{Jwk(key)}}]}""");
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < Tokens; i++)
        {
            _texts[i] = _library.CreateToken(
                $$"""{"iss":"urn:issuer","sub":"alice","aud":"pdp","client_id":"shop","scope":"read write","iat":{{now.ToUnixTimeSeconds()}},"exp":{{now.AddHours(5).ToUnixTimeSeconds()}},"jti":"{{i}}"}""",
                new SigningCredentials(key, Algorithm), new Dictionary<string, object> { ["typ"] = "at+jwt" });
            _tokens[i] = Encoding.ASCII.GetBytes(_texts[i]);
        }

        var path = file.Replace("\\", "/", StringComparison.Ordinal);
        var settings = IdentityDocument.Read(
            Encoding.UTF8.GetBytes($$$"""{"issuers":[{"issuer":"urn:issuer","audiences":["pdp"],"keys":{"file":"{{{path}}}"}}]}"""), "/", out _)!;
        _keeping = new TokenVerifier(settings, TimeProvider.System);
        _forgetting = new TokenVerifier(settings with { CachedTokens = 2 }, TimeProvider.System);
        await _keeping.StartAsync();
        await _forgetting.StartAsync();
        File.Delete(file);
        _parameters = new TokenValidationParameters { ValidIssuer = "urn:issuer", ValidAudience = "pdp", IssuerSigningKey = key };
        if ((await _keeping.VerifyAsync(_tokens[0])).Token is null) throw new InvalidOperationException("the token is refused");
    }

    /// <summary>A hit needs the hash of all the token's bytes and a look-up; every minute one of them is verified again.</summary>
    [Benchmark]
    public ValueTask<TokenResult> Kept() => _keeping.VerifyAsync(_tokens[0]);

    [Benchmark(Baseline = true)]
    public ValueTask<TokenResult> Verified() => _forgetting.VerifyAsync(_tokens[_next++ % Tokens]);

    [Benchmark]
    public Task<TokenValidationResult> LibraryAlone() => _library.ValidateTokenAsync(_texts[_next++ % Tokens], _parameters);

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        await _keeping.DisposeAsync();
        await _forgetting.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static string Jwk(SecurityKey key)
    {
        if (key is RsaSecurityKey rsa)
        {
            var numbers = rsa.Rsa.ExportParameters(false);
            return $$"""{"kty":"RSA","kid":"k","n":"{{Base64UrlEncoder.Encode(numbers.Modulus)}}","e":"{{Base64UrlEncoder.Encode(numbers.Exponent)}}"}""";
        }

        var point = ((ECDsaSecurityKey)key).ECDsa.ExportParameters(false).Q;
        return $$"""{"kty":"EC","crv":"P-256","kid":"k","x":"{{Base64UrlEncoder.Encode(point.X)}}","y":"{{Base64UrlEncoder.Encode(point.Y)}}"}""";
    }
}
