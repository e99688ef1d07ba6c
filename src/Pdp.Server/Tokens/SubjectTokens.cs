using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Pdp.Engine.Sources;
using Pdp.Identity.Settings;
using Pdp.Identity.Tokens;
using Pdp.Language.Diagnostics;
using Pdp.Language.Values;
using Pdp.Server.Hosting;
using Pdp.Server.Logging;
using Pdp.Server.Telemetry;
using Pdp.Wire;
using Pdp.Wire.Json;
using Pdp.Wire.Requests;

namespace Pdp.Server.Tokens;

/// <summary>Verifies the tokens of subjects, on whatever way they come. No part of a token leaves it but the claims of those verified.</summary>
internal sealed partial class SubjectTokens : IAsyncDisposable
{
    private const int Short = 2048;

    // the verifier bounds a token, and with it all its claims
    private static readonly WireLimits _limits = new() { MaxStringBytes = LongestToken, MaxCollection = LongestToken };

    private volatile TokenVerifier? _verifier;
    private readonly Lock _taking = new();
    private IdentitySettings? _issuers;
    private bool _isOver;
    private readonly ILogger<SubjectTokens> _logger;
    // by problem, those that were not found among the tokens verified lately first
    private static readonly TokenProblem[] _problems = Enum.GetValues<TokenProblem>();

    private readonly StripedCounts _counts = new(2 * _problems.Length);
    private readonly ConditionalWeakTable<VerifiedToken, Verified> _verified = [];

    /// <summary>Makes it; keys are read by <see cref="Start"/>.</summary>
    /// <param name="issuers">Whose tokens are taken; null: nobody's.</param>
    /// <param name="file">The document that says so.</param>
    /// <param name="clock">The time.</param>
    /// <param name="revocations">What has been revoked; null: nothing.</param>
    /// <param name="logger">Is told of keys that cannot be read, and why tokens are refused.</param>
    /// <exception cref="StartUpException">A file of authorities cannot be used.</exception>
    public SubjectTokens(IdentitySettings? issuers, string? file, TimeProvider clock, IRevocations? revocations, ILogger<SubjectTokens> logger)
    {
        _logger = logger;
        (_issuers, Digest) = (issuers, issuers?.Digest);
        if (issuers is null) return;
        try
        {
            _verifier = new TokenVerifier(issuers, clock, revocations, tell: (issuer, reason) => LogKeysNotRead(logger, issuer, reason));
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw IssuersFile.Refused(
                file!, [new SourceDiagnostic(TokenCodes.WrongIssuers, Severity.Error, new SourceLocation(file!, ""), $"a file of `ca` cannot be used: {exception.Message.TrimEnd('.')}")], exception);
        }
    }

    /// <summary>The longest token, in bytes.</summary>
    public const int LongestToken = 16 * 1024;

    /// <summary>Tells the document that is in force apart from others; null: there is none.</summary>
    public string? Digest { get; private set; }

    /// <summary>Whether any token is taken.</summary>
    public bool AreTaken => _verifier is not null;

    /// <summary>How many tokens that were verified lately are kept, and most that may be; null: none is taken.</summary>
    public (int Count, int Capacity)? Cache => _verifier is { } verifier ? (verifier.CachedTokens, verifier.MostCachedTokens) : null;

    /// <summary>The issuers whose keys have not been had yet.</summary>
    public IReadOnlyList<string> IssuersWithoutKeys => _verifier?.IssuersWithoutKeys ?? [];

    /// <summary>Of each issuer whose keys have been read how long ago that was, and how long they still count if they cannot be read again.</summary>
    public IReadOnlyList<(string Issuer, TimeSpan Since, TimeSpan Left)> KeyAges => _verifier?.KeyAges ?? [];

    /// <summary>How many tokens were looked at, by what came of it and whether they had been verified lately.</summary>
    public IEnumerable<(string Result, bool IsCached, long Count)> Counts
    {
        get
        {
            if (_verifier is null) yield break;
            for (var i = 0; i < 2 * _problems.Length; i++)
            {
                var (problem, isCached) = (_problems[i % _problems.Length], i >= _problems.Length);
                if (_counts.Sum(i) is > 0 and var count || problem == TokenProblem.None) yield return (problem.Code(), isCached, _counts.Sum(i));
            }
        }
    }

    /// <summary>Reads the keys, and goes on reading them, without being waited for: a token that comes before they are there waits for them.</summary>
    public void Start() => _ = _verifier?.StartAsync();

    /// <summary>
    /// Puts another document in force at once. Issuers that are the same keep their keys; those of new ones are read without being waited for, as
    /// <see cref="Start"/> does.
    /// </summary>
    /// <exception cref="CryptographicException">A file of authorities holds none.</exception>
    public async Task TakeAsync(IdentitySettings issuers)
    {
        if (_verifier is not { } before) throw new InvalidOperationException("the server was started without issuers");
        var next = before.With(issuers);
        bool isOver;
        lock (_taking)
        {
            isOver = _isOver;
            (_verifier, _issuers, Digest) = (next, issuers, issuers.Digest);
        }

        if (!isOver) _ = next.StartAsync();
        await before.LeaveAsync(next);
        if (isOver) await next.DisposeAsync();
    }

    /// <summary>Has the issuers count no more that a document names no more which cannot be taken.</summary>
    /// <param name="json">The bytes of the document.</param>
    /// <returns>How many there were.</returns>
    public async Task<int> DropAsync(byte[] json)
    {
        if (_issuers is not { } before || IdentityDocument.Left(json, before) is not { } left || left.Issuers.Count == before.Issuers.Count) return 0;

        // the document of before, should it come again, is another than what is in force then
        await TakeAsync(left with { Digest = "" });
        return before.Issuers.Count - left.Issuers.Count;
    }

    /// <summary>Whether the key that signed a token is its issuer's still, on the same terms.</summary>
    public bool Stands(VerifiedToken token) => _verifier?.Stands(token) == true;

    /// <summary>Verifies a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="evidence">What came with it.</param>
    /// <param name="cancellation">Ends waiting for keys.</param>
    public ValueTask<TokenVerdict> VerifyAsync(string token, TokenEvidence evidence, CancellationToken cancellation)
    {
        if (_verifier is not { } verifier) return new(Counted(Told(TokenVerdict.Refused(TokenProblem.IssuerUnknown)), isCached: false));
        if (token.Length > LongestToken) return new(Counted(Told(TokenVerdict.Refused(TokenProblem.TooLarge)), isCached: false));
        Span<byte> ascii = token.Length <= Short ? stackalloc byte[Short] : new byte[token.Length];

        // what is not ASCII becomes a question mark, which no token has
        ascii = ascii[..Encoding.ASCII.GetBytes(token, ascii)];
        return verifier.TryFind(ascii, evidence, out var result)
            ? new(Counted(Verdict(result), isCached: true))
            : VerifyAsync(verifier, ascii.ToArray(), evidence, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_taking) _isOver = true;
        return _verifier?.DisposeAsync() ?? default;
    }

    private ValueTask<TokenVerdict> VerifyAsync(TokenVerifier verifier, byte[] token, TokenEvidence evidence, CancellationToken cancellation)
    {
        var verifying = verifier.VerifyAsync(token, evidence, cancellation);
        return verifying.IsCompletedSuccessfully ? new(Counted(Verdict(verifying.Result), isCached: false)) : Late(verifying);

        async ValueTask<TokenVerdict> Late(ValueTask<TokenResult> late) => Counted(Verdict(await late), isCached: false);
    }

    private TokenVerdict Verdict(TokenResult result)
    {
        if (result.Token is not { } token) return Told(TokenVerdict.Refused(result.Problem));
        var verified = _verified.GetValue(token, static one => new Verified(Read(one)));
        return verified.Subject is { } subject ? new TokenVerdict(subject, token, TokenProblem.None) : Told(TokenVerdict.Refused(TokenProblem.ClaimsRefused));
    }

    // a number that no double holds is all that can be wrong with a claim
    private static VerifiedSubject? Read(VerifiedToken token) =>
        new JsonRequestReader(_limits).Any(JsonMarshal.GetRawUtf8Value(token.Claims)).AsMap is StringMap claims
            ? new VerifiedSubject(token.SubjectType, token.SubjectId, claims)
            : null;

    private TokenVerdict Counted(in TokenVerdict verdict, bool isCached)
    {
        _counts.Add((int)verdict.Problem + (isCached ? _problems.Length : 0));
        return verdict;
    }

    private TokenVerdict Told(TokenVerdict verdict)
    {
        LogRefused(_logger, verdict.Problem.Code());
        return verdict;
    }

    [LoggerMessage(EventIds.KeysNotRead, LogLevel.Warning, "the keys of `{Issuer}` cannot be read: {Reason}", EventName = nameof(EventIds.KeysNotRead))]
    private static partial void LogKeysNotRead(ILogger logger, string issuer, string reason);

    [LoggerMessage(EventIds.TokenRefused, LogLevel.Debug, "a token is refused: {Code}", EventName = nameof(EventIds.TokenRefused))]
    private static partial void LogRefused(ILogger logger, string code);

    private sealed record Verified(VerifiedSubject? Subject);
}

/// <summary>What came of a token.</summary>
/// <param name="Subject">What it says of the subject; null: it is refused.</param>
/// <param name="Token">The token; null: it is refused.</param>
/// <param name="Problem">Why it is refused.</param>
internal readonly record struct TokenVerdict(VerifiedSubject? Subject, VerifiedToken? Token, TokenProblem Problem)
{
    public static TokenVerdict Refused(TokenProblem problem) => new(null, null, problem);
}
