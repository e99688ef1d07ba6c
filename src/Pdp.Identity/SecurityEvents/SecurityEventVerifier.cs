using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Pdp.Identity.Keys;
using Pdp.Identity.Tokens;

namespace Pdp.Identity.SecurityEvents;

/// <summary>
/// Verifies security event tokens (RFC 8417), by the same rules as other tokens, but for what they do not have: an end, and a subject of
/// their own. An access token is never one, and none is ever an access token: their types differ.
/// </summary>
public sealed class SecurityEventVerifier : IAsyncDisposable
{
    private readonly Dictionary<string, (Transmitter Transmitter, IssuerState Issuer)> _transmitters = new(StringComparer.Ordinal);
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = JwtReader.LongestToken, MapInboundClaims = false };
    private readonly TimeProvider _time;

    /// <summary>Makes one, whose keys are read by <see cref="StartAsync"/>.</summary>
    /// <param name="settings">Whose events are taken.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tell">Told, with the transmitter's name and the reason, when keys cannot be read.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file of authorities holds none.</exception>
    public SecurityEventVerifier(SecurityEventDocument settings, TimeProvider time, Action<string, string>? tell = null)
        : this(settings, time, one => TokenVerifier.Documents(one.Issuer, settings.AllowLoopbackHttp), tell)
    {
    }

    internal SecurityEventVerifier(SecurityEventDocument settings, TimeProvider time, Func<Transmitter, IKeyDocuments> documents, Action<string, string>? tell = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _time = time;
        foreach (var one in settings.Transmitters)
        {
            var issuer = one.Issuer;
            var ring = new KeyRing(
                documents(one), KeyPurpose.Signatures, issuer.RsaAlgorithm, new KeyPace(issuer.Refresh, issuer.LookAgain, issuer.MaxStale), time,
                tell is null ? null : reason => tell(issuer.Name, reason));
            _transmitters.Add(issuer.Name, (one, new IssuerState(issuer, ring)));
        }
    }

    /// <summary>Reads all keys and goes on reading them. It does not fail when keys cannot be had: events are refused until they can.</summary>
    public Task StartAsync() => Task.WhenAll(_transmitters.Values.Select(static one => one.Issuer.Keys.StartAsync()));

    /// <summary>Verifies a token.</summary>
    /// <param name="token">The token, in ASCII.</param>
    /// <param name="cancellation">Ends waiting for keys.</param>
    /// <returns>What it says, or why it is refused.</returns>
    public async Task<(SecurityEvent? Event, TokenProblem Problem)> VerifyAsync(ReadOnlyMemory<byte> token, CancellationToken cancellation)
    {
        if (JwtReader.Read(token.Span, HeaderRules.SecurityEvent, out var problem) is not { } parts) return (null, problem);
        if (!Claims.TryId(parts.Payload, "iss", out var name)) return (null, TokenProblem.ClaimsRefused);
        if (name is null || !_transmitters.TryGetValue(name, out var known)) return (null, TokenProblem.IssuerUnknown);
        var (transmitter, issuer) = known;
        var (settings, header) = (issuer.Settings, parts.Header);
        if (!settings.Types.Contains(header.Type?.ToLowerInvariant() ?? "", StringComparer.Ordinal)) return (null, TokenProblem.TypeRefused);
        if (!settings.Algorithms.Contains(header.Algorithm, StringComparer.Ordinal)) return (null, TokenProblem.AlgorithmRefused);
        if (Read(parts.Payload, transmitter, _time.GetUtcNow(), out var told) is var wrong and not TokenProblem.None) return (null, wrong);
        var keys = issuer.Keys.Current;
        if (keys?.Find(header.KeyId!) is not { } key)
        {
            keys = await issuer.Keys.LookAgainAsync(cancellation);
            if (keys is null) return (null, TokenProblem.KeysUnavailable);
            if (keys.Find(header.KeyId!) is not { } found) return (null, TokenProblem.KeyUnknown);
            key = found;
        }

        if (key.Algorithm != header.Algorithm) return (null, TokenProblem.AlgorithmRefused);
        var validation = await _handler.ValidateTokenAsync(Encoding.ASCII.GetString(token.Span), issuer.Parameters(key.Key, key.Algorithm));
        return validation.IsValid ? (told, TokenProblem.None) : (null, TokenProblem.SignatureWrong);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, issuer) in _transmitters.Values) await issuer.Keys.DisposeAsync();
    }

    private static TokenProblem Read(JsonElement claims, Transmitter transmitter, DateTimeOffset now, out SecurityEvent? told)
    {
        told = null;
        var settings = transmitter.Issuer;
        if (settings.RequiredClaims.Any(name => !claims.TryGetProperty(name, out _))
            || !Claims.TryTime(claims, "iat", out var issued) || issued is null || !Claims.TryTime(claims, "exp", out var expires)
            || !Claims.TryId(claims, "jti", out var id) || id is null || Claims.Audiences(claims) is not { } audiences
            || !claims.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Object || !events.EnumerateObject().Any()
            || events.EnumerateObject().Any(static one => one.Value.ValueKind != JsonValueKind.Object))
        {
            return TokenProblem.ClaimsRefused;
        }

        if (!audiences.Any(audience => settings.Audiences.Contains(audience, StringComparer.Ordinal))) return TokenProblem.AudienceWrong;
        if (now + settings.Skew < issued.Value) return TokenProblem.NotYetValid;
        if (expires is { } end && now >= ClaimCheck.End(end, settings.Skew)) return TokenProblem.Expired;
        told = new SecurityEvent(transmitter, id, issued.Value, claims);
        return TokenProblem.None;
    }
}
