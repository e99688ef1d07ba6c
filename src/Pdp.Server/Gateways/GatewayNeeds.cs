using Pdp.Bundles;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Gateways;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Server.Settings;

namespace Pdp.Server.Gateways;

/// <summary>Whether a server can do what the gateways of a bundle want of it: through one where it cannot nobody would ever pass.</summary>
internal static class GatewayNeeds
{
    /// <summary>What it cannot.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="options">What the server can.</param>
    public static IEnumerable<SourceDiagnostic> Check(Bundle bundle, PdpServerOptions options)
    {
        foreach (var gateway in bundle.Gateways)
        {
            if (gateway.Subject.From == SubjectOrigin.Token && options.Issuers is null)
            {
                yield return new SourceDiagnostic(
                    ActivationCodes.NoIssuers, Severity.Error, gateway.Location.Child("subject").Child("from"),
                    $"the gateway `{gateway.Id}` takes its subjects from tokens, and this server takes none", "name the document of their issuers with `--issuers FILE`");
            }

            if (gateway.Certificate is not null && !options.VerifiesForwarded)
            {
                yield return new SourceDiagnostic(
                    ActivationCodes.NoAuthorities, Severity.Error, gateway.Location.Child("certificate"),
                    $"the gateway `{gateway.Id}` hands on certificates, and this server can verify none",
                    "name who vouches for them with `--forwarded-client-ca FILE` or `--forwarded-spiffe-bundles BUNDLES`");
            }
        }
    }
}
