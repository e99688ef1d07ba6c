using System.Text;
using Pdp.Identity.Binding;
using Pdp.Identity.Tokens;
using Pdp.Server.Gateways;
using Pdp.Server.Transport;

namespace Pdp.Server.Tokens;

/// <summary>The token of a request's <c>Authorization</c> header (RFC 6750, section 2.1; RFC 9449, section 7.1).</summary>
/// <param name="Token">The token.</param>
/// <param name="IsDpop">Whether it came with the scheme <c>DPoP</c>, and so has to be bound to a key whose proof comes with it.</param>
internal readonly record struct BearerToken(string Token, bool IsDpop)
{
    private const string BearerScheme = "Bearer";
    private const string DpopScheme = "DPoP";

    /// <summary>What a client without a token is told.</summary>
    public const string Challenge = BearerScheme;

    /// <summary>Reads the header.</summary>
    /// <param name="header">Its value; null: there is none.</param>
    /// <returns>The token; null: the header has none.</returns>
    public static BearerToken? Read(string? header)
    {
        if (header is null) return null;
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var scheme = space < 0 ? header.AsSpan() : header.AsSpan(0, space);
        var isDpop = scheme.Equals(DpopScheme, StringComparison.OrdinalIgnoreCase);
        return isDpop || scheme.Equals(BearerScheme, StringComparison.OrdinalIgnoreCase) ? new BearerToken(space < 0 ? "" : header[(space + 1)..].Trim(' '), isDpop) : null;
    }

    /// <summary>What a client is told whose token is refused (RFC 6750, section 3).</summary>
    public string Refusal(TokenProblem problem) =>
        $"{(IsDpop ? DpopScheme : BearerScheme)} error=\"invalid_token\", error_description=\"{problem.Code()}\"";

    /// <summary>Verifies it. The connection is the gateway's, and proves nothing of its clients.</summary>
    /// <param name="tokens">Verifies it.</param>
    /// <param name="proofs">Verifies its proof.</param>
    /// <param name="request">The request that it came with.</param>
    /// <param name="client">Whom the certificate names that its client showed to the gateway; null: it has shown none.</param>
    /// <param name="cancellation">Ends waiting for keys.</param>
    public async ValueTask<TokenVerdict> VerifyAsync(SubjectTokens tokens, DpopVerifier proofs, GatewayRequest request, PeerIdentity? client, CancellationToken cancellation)
    {
        var certificate = CallerEvidence.Of(client);
        var verdict = await tokens.VerifyAsync(Token, certificate, cancellation);
        if (!IsDpop) return verdict;
        if (verdict.Token is { Binding.KeyThumbprint: null }) return TokenVerdict.Refused(TokenProblem.BindingMissing);

        // proofs are looked at of tokens that are good but for them: each is remembered, and anybody can make one
        if (verdict.Problem != TokenProblem.BindingMissing || request.Header("dpop").Text is not { } proof || Address(request) is not { } address) return verdict;
        var thumbprint = await proofs.VerifyAsync(Encoding.UTF8.GetBytes(proof), request.Method, address, Encoding.UTF8.GetBytes(Token));
        return thumbprint is null ? TokenVerdict.Refused(TokenProblem.BindingWrong) : await tokens.VerifyAsync(Token, certificate with { KeyThumbprint = thumbprint }, cancellation);
    }

    private static Uri? Address(GatewayRequest request)
    {
        if (request.Scheme is not { } scheme || request.Host is not { } host) return null;
        var query = request.Target.IndexOf('?', StringComparison.Ordinal);
        return Uri.TryCreate($"{scheme}://{host}{(query < 0 ? request.Target : request.Target[..query])}", UriKind.Absolute, out var address) ? address : null;
    }
}
