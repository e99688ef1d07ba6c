using Pdp.Bundles;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Gateways;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Server.Tokens;

/// <summary>Whether a server can do what the gateways of a bundle want of it.</summary>
internal static class TokenGateways
{
    /// <summary>The gateways whose subjects come from tokens, where the server takes none: nobody would ever pass.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="issuers">The document of issuers; null: no token is taken.</param>
    public static IEnumerable<SourceDiagnostic> Check(Bundle bundle, string? issuers) => issuers is not null ? [] :
        bundle.Gateways.Where(static gateway => gateway.Subject.From == SubjectOrigin.Token).Select(static gateway => new SourceDiagnostic(
            ActivationCodes.NoIssuers, Severity.Error, gateway.Location.Child("subject").Child("from"),
            $"the gateway `{gateway.Id}` takes its subjects from tokens, and this server takes none", "name the document of their issuers with `--issuers FILE`"));
}
