using System.Collections;
using System.Collections.Immutable;
using Pdp.Bundles;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Sources;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;
using Pdp.Server.Settings;

namespace Pdp.Server.Hosting;

/// <summary>One run of the server from its settings to its exit code.</summary>
/// <param name="error">Where it is told why the server does not start.</param>
internal sealed class ServerRun(TextWriter error)
{
    /// <summary>Runs until the process is told to stop.</summary>
    /// <param name="file">The settings file.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="commandLine">Settings on the command line.</param>
    /// <param name="cancellation">Stops the server as a signal does.</param>
    /// <returns>One of <see cref="ServerExitCodes"/>.</returns>
    public async Task<int> RunAsync(
        SettingsFile file, IDictionary environment, IEnumerable<(Setting Setting, string Value)> commandLine,
        CancellationToken cancellation)
    {
        var (options, errors) = SettingSources.Read(file, environment, commandLine);
        if (errors.Count > 0)
        {
            foreach (var wrong in errors) Tell($"`{wrong.Where}`: {wrong.Message}", wrong.Help);
            return ServerExitCodes.Usage;
        }

        try
        {
            // the server is made while the policies are loaded
            PdpServer? warned = null;
            using var source = PolicySources.Open(options, TimeProvider.System, warning => warned?.WarnOfWatch(warning));
            var loading = Task.Run(() => LoadAsync(source, options, cancellation), cancellation);
            await using var server = PdpServer.Build(options, file.Configuration.GetSection("Logging"), TimeProvider.System);
            warned = server;
            if (await loading is not { } bundle) return ServerExitCodes.PoliciesDoNotLoad;
            await server.ListenAsync(new ServedBundle(options.Limited(bundle), TimeProvider.System.GetUtcNow()), cancellation);
            await server.WarmUpAsync(cancellation);
            var following = options.Reload ? server.FollowAsync(source, bundle) : Task.CompletedTask;
            await server.RunAsync(cancellation);
            await following;
            return ServerExitCodes.Ok;
        }
        catch (StartUpException exception)
        {
            Tell(exception.Message, exception.Help);
            return ServerExitCodes.Failed;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ServerExitCodes.Ok;
        }
    }

    private async Task<Bundle?> LoadAsync(IPolicySource source, PdpServerOptions options, CancellationToken cancellation)
    {
        if (!Directory.Exists(options.Policies))
        {
            Tell(
                $"there is no folder `{options.Policies}`",
                "name the folder of policy documents with `--policies DIR` (the default is `policies` in the current folder)");
            return null;
        }

        var (bundle, diagnostics) = await source.ReadAsync(inForce: null, cancellation);
        if (bundle is not null)
        {
            diagnostics = [.. diagnostics, .. ActivationCheck.Run(bundle, marks: null, cancellation)];
            if (diagnostics.Any(static d => d.Severity == Severity.Error)) bundle = null;
        }

        foreach (var diagnostic in diagnostics) error.WriteLine(DiagnosticText.Format(diagnostic));
        if (bundle is null) TellUnloadable(options.Policies, diagnostics);
        return bundle;
    }

    private void TellUnloadable(string folder, ImmutableArray<SourceDiagnostic> diagnostics)
    {
        var errors = diagnostics.Count(static d => d.Severity == Severity.Error);
        Tell(
            $"the policies in `{folder}` do not load: {errors} {(errors == 1 ? "error" : "errors")}, nothing is served",
            $"correct what is told above; `pdp validate {folder}` checks without serving");
    }

    private void Tell(string message, string? help)
    {
        error.WriteLine($"error: {message}");
        if (help is not null) error.WriteLine($"  = help: {help}");
    }
}
