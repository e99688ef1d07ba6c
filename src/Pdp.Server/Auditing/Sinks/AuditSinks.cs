using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pdp.Audit.Delivery;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;

namespace Pdp.Server.Auditing.Sinks;

/// <summary>Makes the sinks that the settings name.</summary>
internal static class AuditSinks
{
    /// <summary>The sinks.</summary>
    /// <exception cref="StartUpException">One cannot be used.</exception>
    public static IReadOnlyList<IRecordSink> Of(PdpServerOptions options, TimeProvider clock)
    {
        var settings = options.Audit;
        var authorities = settings.OtlpCa is { } ca ? Read(ca) : null;
        var sinks = new List<IRecordSink>();
        if (settings.Stdout) sinks.Add(new StandardOutputSink(options.StandardOutput()));
        if (settings.Otlp is { } address) sinks.Add(new OtlpSink(address, authorities, settings.OtlpTokenFile, settings.OtlpTimeout, clock));
        return sinks;
    }

    private static X509Certificate2Collection Read(string path)
    {
        const string Setting = "--audit-otlp-ca";
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(File.ReadAllText(path));
            return authorities.Count > 0 ? authorities : throw new StartUpException($"`{Setting}`: cannot use `{path}`: it has no certificate in PEM, which begins with `-----BEGIN CERTIFICATE-----`", help: null, cause: null);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartUpException($"`{Setting}`: cannot use `{path}`: {exception.Message.TrimEnd('.')}", help: null, exception);
        }
    }
}
