using System.Security.Cryptography;
using System.Text;
using Pdp.Identity.Settings;

namespace Pdp.Identity.Tokens;

/// <summary>Whether whoever shows a token is the one whom it is bound to (RFC 8705, section 3; RFC 9449, section 6).</summary>
internal static class BindingCheck
{
    /// <summary>Why not, or that it is so.</summary>
    public static TokenProblem Check(TokenBinding binding, BindingRule rule, TokenEvidence evidence)
    {
        if (!binding.IsBound) return rule == BindingRule.Required ? TokenProblem.BindingMissing : TokenProblem.None;
        if (rule == BindingRule.Caller && !evidence.IsAll) return TokenProblem.None;
        var certificate = One(binding.CertificateThumbprint, evidence.CertificateThumbprint);
        return certificate != TokenProblem.None ? certificate : One(binding.KeyThumbprint, evidence.KeyThumbprint);
    }

    private static TokenProblem One(string? bound, string? shown) =>
        bound is null ? TokenProblem.None
        : shown is null ? TokenProblem.BindingMissing
        : CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(bound), Encoding.UTF8.GetBytes(shown)) ? TokenProblem.None
        : TokenProblem.BindingWrong;
}
