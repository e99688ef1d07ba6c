using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Pdp.Identity.Caching;
using Pdp.Identity.Keys;
using Pdp.Identity.Settings;
using Pdp.Identity.Spiffe;

namespace Pdp.Identity.Tokens;

/// <summary>
/// Verifies tokens: first their form, then whose they are, then their key, signature and claims. The issuer's configuration, never the
/// token, says by which rules. Verified tokens are kept until they expire, their issuer's keys change, or the cache is full.
/// </summary>
public sealed class TokenVerifier : IAsyncDisposable
{
    private static readonly TimeSpan _longestKept = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, IssuerState> _issuers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IssuerState> _trustDomains = new(StringComparer.Ordinal);
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = JwtReader.LongestToken, MapInboundClaims = false };
    private readonly TokenCache _cache;
    private readonly IRevocations? _revocations;
    private readonly WorkloadKeys? _pushed;
    private readonly bool _hasPushedOfBefore;
    private readonly Action<string, string>? _tell;
    private readonly List<KeyRing> _begun = [];
    private readonly TimeProvider _time;

    /// <summary>Makes a verifier, whose keys are read by <see cref="StartAsync"/>.</summary>
    /// <param name="settings">Whose tokens are taken.</param>
    /// <param name="time">The clock.</param>
    /// <param name="revocations">What has been revoked; null: nothing.</param>
    /// <param name="tell">Told, with the issuer's name and the reason, when keys cannot be read.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file of authorities holds none.</exception>
    public TokenVerifier(IdentitySettings settings, TimeProvider time, IRevocations? revocations = null, Action<string, string>? tell = null)
        : this(settings, time, Pushed(settings, time, tell), revocations, tell, null)
    {
    }

    private TokenVerifier(
        IdentitySettings settings, TimeProvider time, WorkloadKeys? pushed, IRevocations? revocations, Action<string, string>? tell, TokenVerifier? before)
        : this(
            settings, time, place => place.Settings.Keys.WorkloadApi is null
                ? Documents(place.Settings, settings.AllowLoopbackHttp)
                : pushed!.Of(place.Settings.Name, place.Settings.Timeout), revocations, tell, before) =>
        (_pushed, _hasPushedOfBefore) = (pushed, before is not null && ReferenceEquals(before._pushed, pushed));

    internal TokenVerifier(
        IdentitySettings settings, TimeProvider time, Func<(IssuerSettings Settings, int Index), IKeyDocuments> documents,
        IRevocations? revocations = null, Action<string, string>? tell = null, TokenVerifier? before = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_time, _revocations, _tell, _cache) = (time, revocations, tell, new TokenCache(settings.CachedTokens));
        try
        {
            for (var index = 0; index < settings.Issuers.Count; index++) Add(settings.Issuers[index], index, documents, before);
        }
        catch
        {
            // nobody gets a verifier to dispose of; what has read nothing yet is given up at once
            foreach (var ring in _begun) _ = ring.DisposeAsync().AsTask();
            throw;
        }
    }

    /// <summary>Whether the keys of every issuer are there.</summary>
    public bool HasAllKeys => All.All(static issuer => issuer.Keys.Current is not null);

    /// <summary>The names of the issuers whose keys are not there.</summary>
    public IReadOnlyList<string> IssuersWithoutKeys => [.. All.Where(static issuer => issuer.Keys.Current is null).Select(static issuer => issuer.Settings.Name)];

    /// <summary>Of each issuer whose keys have been read how long ago that was, and how long they still count if they cannot be read again.</summary>
    public IReadOnlyList<(string Issuer, TimeSpan Since, TimeSpan Left)> KeyAges
    {
        get
        {
            var ages = new List<(string, TimeSpan, TimeSpan)>();
            foreach (var issuer in All)
            {
                if (issuer.Keys.Age is var (since, left)) ages.Add((issuer.Settings.Name, since, left));
            }

            return ages;
        }
    }

    /// <summary>How many tokens that were verified lately are kept.</summary>
    public int CachedTokens => _cache.Count;

    /// <summary>Most tokens that are kept.</summary>
    public int MostCachedTokens => _cache.Capacity;

    private IEnumerable<IssuerState> All => _issuers.Values.Concat(_trustDomains.Values);

    /// <summary>Reads all keys and goes on reading them. It does not fail when keys cannot be had: their tokens are refused until they can.</summary>
    public Task StartAsync()
    {
        if (!_hasPushedOfBefore) _pushed?.Start();
        return Task.WhenAll(_begun.Select(static keys => keys.StartAsync()));
    }

    /// <summary>
    /// Makes a verifier for other settings, which takes this one's place: issuers whose terms are the same keep their keys. It has to be
    /// started, and this one to be left by <see cref="LeaveAsync"/>.
    /// </summary>
    /// <param name="settings">Whose tokens are taken from now on.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file of authorities holds none.</exception>
    public TokenVerifier With(IdentitySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var pushed = settings.Issuers.Any(static issuer => issuer.Keys.WorkloadApi is not null) ? _pushed ?? Pushed(settings, _time, _tell) : null;
        try
        {
            return new TokenVerifier(settings, _time, pushed, _revocations, _tell, this);
        }
        catch
        {
            if (pushed is not null && !ReferenceEquals(pushed, _pushed)) _ = pushed.DisposeAsync().AsTask();
            throw;
        }
    }

    /// <summary>Gives up whatever the verifier that takes this one's place has not taken over.</summary>
    /// <param name="next">That verifier.</param>
    public async Task LeaveAsync(TokenVerifier next)
    {
        ArgumentNullException.ThrowIfNull(next);
        var kept = next.All.Select(static issuer => issuer.Keys).ToHashSet();
        foreach (var issuer in All.Where(issuer => !kept.Contains(issuer.Keys))) await issuer.Keys.DisposeAsync();
        if (_pushed is not null && !ReferenceEquals(_pushed, next._pushed)) await _pushed.DisposeAsync();
    }

    /// <summary>Reads all keys again.</summary>
    public Task RefreshAsync() => Task.WhenAll(All.Select(static issuer => issuer.Keys.RefreshAsync()));

    /// <summary>
    /// Verifies a token without waiting: finds it among those verified lately. False: <see cref="VerifyAsync"/> has to be asked.
    /// </summary>
    /// <param name="token">The token, in ASCII.</param>
    /// <param name="evidence">What came with it.</param>
    /// <param name="result">It, or why it is refused.</param>
    public bool TryFind(ReadOnlySpan<byte> token, TokenEvidence evidence, out TokenResult result)
    {
        result = default;
        if (token.Length > JwtReader.LongestToken) return false;
        return TryFind(TokenHash.Of(token), evidence, out result);
    }

    /// <summary>Verifies a token.</summary>
    /// <param name="token">The token, in ASCII.</param>
    /// <param name="evidence">What came with it.</param>
    /// <param name="cancellation">Ends waiting for keys.</param>
    public ValueTask<TokenResult> VerifyAsync(ReadOnlyMemory<byte> token, TokenEvidence evidence = default, CancellationToken cancellation = default)
    {
        if (token.Length > JwtReader.LongestToken) return new(TokenResult.Refused(TokenProblem.TooLarge));
        var hash = TokenHash.Of(token.Span);
        return TryFind(hash, evidence, out var result) ? new(result) : VerifyWholeAsync(token, hash, evidence, cancellation);
    }

    /// <summary>Whether the key that signed a token is its issuer's still. Whoever relies on a token for long has to ask.</summary>
    /// <param name="token">A token that was verified here.</param>
    public bool Stands(VerifiedToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return token.SignedBy is { } by && StatesOf(by.Issuer.Settings.Profile).TryGetValue(by.Issuer.Settings.Name, out var issuer)
            && ReferenceEquals(issuer, by.Issuer) && issuer.Keys.Current?.Find(token.KeyId) is { } current
            && current.Thumbprint == by.Key.Thumbprint && current.Algorithm == by.Key.Algorithm;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var issuer in All) await issuer.Keys.DisposeAsync();
        if (_pushed is not null) await _pushed.DisposeAsync();
    }

    private void Add(IssuerSettings issuer, int index, Func<(IssuerSettings Settings, int Index), IKeyDocuments> documents, TokenVerifier? before)
    {
        if (before?.Like(issuer) is { } like)
        {
            StatesOf(issuer.Profile).Add(issuer.Name, like);
            return;
        }

        var ring = new KeyRing(
            documents((issuer, index)), issuer.Profile == TokenProfile.JwtSvid ? KeyPurpose.JwtSvid : KeyPurpose.Signatures, issuer.RsaAlgorithm,
            new KeyPace(issuer.Refresh, issuer.LookAgain, issuer.MaxStale), _time,
            _tell is not { } tell ? null : reason => tell(issuer.Name, reason));
        _begun.Add(ring);
        StatesOf(issuer.Profile).Add(issuer.Name, new IssuerState(issuer, ring));
    }

    private Dictionary<string, IssuerState> StatesOf(TokenProfile profile) => profile == TokenProfile.JwtSvid ? _trustDomains : _issuers;

    private IssuerState? Like(IssuerSettings settings) =>
        settings.Source.Length > 0 && StatesOf(settings.Profile).TryGetValue(settings.Name, out var state)
            && state.Settings.Source == settings.Source ? state : null;

    private static WorkloadKeys? Pushed(IdentitySettings settings, TimeProvider time, Action<string, string>? tell)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Issuers.Select(static issuer => issuer.Keys.WorkloadApi).FirstOrDefault(static address => address is not null) is { } found
            ? new WorkloadKeys(found, time, tell is null ? null : reason => tell(found.Text, reason))
            : null;
    }

    private bool TryFind(in TokenHash hash, TokenEvidence evidence, out TokenResult result)
    {
        result = default;
        if (_cache.Find(hash) is not { } entry) return false;
        if (_time.GetUtcNow() >= entry.Until || !ReferenceEquals(entry.Issuer.Keys.Current, entry.Keys))
        {
            _cache.Remove(hash);
            return false;
        }

        result = Finish(entry.Token, entry.Issuer.Settings, evidence);
        return true;
    }

    private async ValueTask<TokenResult> VerifyWholeAsync(
        ReadOnlyMemory<byte> token, TokenHash hash, TokenEvidence evidence, CancellationToken cancellation)
    {
        if (JwtReader.Read(token.Span, HeaderRules.AccessToken, out var problem) is not { } parts) return TokenResult.Refused(problem);
        if (IssuerOf(parts.Payload, out problem) is not { } issuer) return TokenResult.Refused(problem);
        var settings = issuer.Settings;
        if (settings.Profile == TokenProfile.JwtSvid && JwtReader.Read(token.Span, HeaderRules.JwtSvid, out problem) is null)
        {
            return TokenResult.Refused(problem);
        }

        var header = parts.Header;
        if (!settings.Types.Contains(header.Type?.ToLowerInvariant() ?? "", StringComparer.Ordinal)) return TokenResult.Refused(TokenProblem.TypeRefused);
        if (!settings.Algorithms.Contains(header.Algorithm, StringComparer.Ordinal)) return TokenResult.Refused(TokenProblem.AlgorithmRefused);
        if (ClaimCheck.Check(parts.Payload, settings, header.KeyId!, _time.GetUtcNow(), out var verified) is var wrong and not TokenProblem.None)
        {
            return TokenResult.Refused(wrong);
        }

        var keys = issuer.Keys.Current;
        if (keys?.Find(header.KeyId!) is not { } key)
        {
            keys = await issuer.Keys.LookAgainAsync(cancellation);
            if (keys is null) return TokenResult.Refused(TokenProblem.KeysUnavailable);
            if (keys.Find(header.KeyId!) is not { } found) return TokenResult.Refused(TokenProblem.KeyUnknown);
            key = found;
        }

        if (key.Algorithm != header.Algorithm) return TokenResult.Refused(TokenProblem.AlgorithmRefused);
        var validation = await _handler.ValidateTokenAsync(Encoding.ASCII.GetString(token.Span), issuer.Parameters(key.Key, key.Algorithm));
        if (!validation.IsValid) return TokenResult.Refused(TokenProblem.SignatureWrong);
        var now = _time.GetUtcNow();
        var expires = ClaimCheck.End(verified!.Expires, settings.Skew);
        if (now >= expires) return TokenResult.Refused(TokenProblem.Expired);
        verified = verified.By(issuer, key);
        var until = now + _longestKept < expires ? now + _longestKept : expires;
        _cache.Add(hash, new TokenCache.Entry(verified, issuer, keys, until));
        return Finish(verified, settings, evidence);
    }

    private IssuerState? IssuerOf(JsonElement claims, out TokenProblem problem)
    {
        problem = TokenProblem.ClaimsRefused;
        if (!Claims.TryId(claims, "iss", out var name)) return null;
        problem = TokenProblem.None;
        if (name is not null && _issuers.TryGetValue(name, out var issuer)) return issuer;

        // The issuer of a JWT-SVID is the trust domain of its subject, whatever `iss` says.
        if (_trustDomains.Count > 0 && claims.TryGetProperty("sub", out var subject) && subject.ValueKind == JsonValueKind.String
            && SpiffeId.Parse(subject.GetString()!) is { } id && _trustDomains.TryGetValue(id.TrustDomain, out issuer))
        {
            return issuer;
        }

        problem = TokenProblem.IssuerUnknown;
        return null;
    }

    // What may change while a token is kept is looked at for every use of it.
    private TokenResult Finish(VerifiedToken token, IssuerSettings settings, TokenEvidence evidence)
    {
        if (BindingCheck.Check(token.Binding, settings.Binding, evidence) is var problem and not TokenProblem.None) return TokenResult.Refused(problem);
        return _revocations is not null && _revocations.IsRevoked(token) ? TokenResult.Refused(TokenProblem.Revoked) : TokenResult.Of(token);
    }

    internal static IKeyDocuments Documents(IssuerSettings issuer, bool allowLoopbackHttp)
    {
        var place = issuer.Keys;
        if (place.File is not null) return new KeyFile(place.File);
        X509Certificate2Collection? authorities = null;
        if (place.Ca is not null)
        {
            authorities = [];
            authorities.ImportFromPemFile(place.Ca);
        }

        return new KeyUrl(place.Discovery ?? place.Jwks!, place.Discovery is null ? null : issuer.Name, place.Hosts, allowLoopbackHttp, authorities, issuer.Timeout);
    }
}
