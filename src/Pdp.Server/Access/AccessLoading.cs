using System.Collections.Immutable;
using System.Reflection;
using Pdp.Bundles;
using Pdp.Bundles.Activation;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;

namespace Pdp.Server.Access;

/// <summary>Reads what says who may call.</summary>
internal static class AccessLoading
{
    private const string DefaultPlace = "the access policies of the server";

    /// <summary>What a server starts with.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="clock">The time.</param>
    /// <exception cref="StartUpException">Something is wrong with it: a server that does not know who may call does not start.</exception>
    public static AccessState Start(PdpServerOptions options, TimeProvider clock)
    {
        if (options is { CallerTokens: true, Issuers: null })
            throw new StartUpException("`--caller-tokens` needs `--issuers`: without a document of issuers no token can be verified", "name it with `--issuers FILE`", null);
        var findings = new List<SourceDiagnostic>();
        var policies = options.Access is { } folder ? Check(BundleLoader.Load(folder), clock.GetUtcNow(), findings) : Default();
        var keys = Keys(options.ApiKeys, findings);
        if (policies is not null && keys is not null) return new AccessState(policies, keys);
        var errors = findings.Count(static one => one.Severity == Severity.Error);
        throw new StartUpException($"it is not known who may call: {errors} {(errors == 1 ? "error" : "errors")}", "correct what is told above; the server does not go on without", null)
        {
            Findings = findings,
        };
    }

    /// <summary>Access policies that were read and can be put in force; null: they cannot.</summary>
    /// <param name="read">What was read.</param>
    /// <param name="now">The time.</param>
    /// <param name="findings">Gets all that is wrong.</param>
    /// <param name="cancellation">Ends the tests.</param>
    public static Bundle? Check(LoadResult read, DateTimeOffset now, List<SourceDiagnostic> findings, CancellationToken cancellation = default)
    {
        findings.AddRange(read.Diagnostics);
        if (read.Bundle is not { } bundle) return null;
        var wrong = bundle.Files.Where(static file => file.Kind == "Gateway")
            .Select(static file => new SourceDiagnostic(
                AccessCodes.WrongDocument, Severity.Error, new SourceLocation(file.Path, "/kind"), "access policies have no gateways", "gateways belong to the policies that decide requests"))
            .Concat(ActivationCheck.Run(bundle, marks: null, now, cancellation)).ToArray();
        findings.AddRange(wrong);
        return wrong.Any(static one => one.Severity == Severity.Error) ? null : bundle;
    }

    /// <summary>The keys of a file; none where there is no file; null: something is wrong with it.</summary>
    public static ApiKeys? Keys(string? path, List<SourceDiagnostic> findings)
    {
        if (path is null) return ApiKeys.None;
        var (keys, found) = ApiKeyFile.Read(path);
        findings.AddRange(found);
        return keys;
    }

    // they come with the server: what is wrong with them is a fault of its own
    private static Bundle Default()
    {
        var assembly = Assembly.GetExecutingAssembly();
        const string Prefix = "access/";
        var files = assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return KeyValuePair.Create(name[Prefix.Length..], content);
        });
        var (bundle, diagnostics) = BundleLoader.Load(DefaultPlace, files.ToImmutableArray());
        return bundle ?? throw new InvalidOperationException(string.Join("\n", diagnostics.Select(static one => DiagnosticText.Format(one))));
    }
}
