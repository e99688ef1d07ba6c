using System.Collections.Immutable;
using System.Numerics;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;
using Pdp.Server.Transport;

namespace Pdp.Server.ForwardedCertificates;

/// <summary>Whose certificates are believed first, where gateways hand them on.</summary>
/// <param name="Trust">Whose; null: whose connections are.</param>
/// <param name="Digest">What it was read of.</param>
/// <param name="Numbers">The highest numbers of lists of revoked certificates.</param>
internal sealed record ForwardedStart(ClientTrust? Trust, string Digest, ImmutableDictionary<string, BigInteger> Numbers)
{
    /// <summary>How the settings begin.</summary>
    public const string Settings = "--forwarded";

    /// <summary>Reads it.</summary>
    /// <exception cref="StartUpException">Something is wrong with the files.</exception>
    public static ForwardedStart Read(TrustOptions options, TimeProvider clock)
    {
        var numbers = ImmutableDictionary<string, BigInteger>.Empty;
        if (!options.IsOn) return new ForwardedStart(null, "", numbers);
        var files = TrustFiles.Read(options, Settings);
        var trust = TlsLoading.LoadTrust(files, Settings, null, ref numbers, clock.GetUtcNow(), out var findings);
        if (trust is not null) return new ForwardedStart(trust, files.Digest, numbers);
        var errors = findings.Count(static one => one.Severity == Severity.Error);
        throw new StartUpException(
            $"certificates that gateways hand on cannot be verified: {errors} {(errors == 1 ? "error" : "errors")}", "correct what is told above; the server does not go on without", null)
        {
            Findings = findings,
        };
    }
}
