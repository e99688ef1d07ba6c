using System.Collections;
using Pdp.Bundles.Keeping;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;
using Pdp.Server.Settings;

namespace Pdp.Server.Hosting;

/// <summary>One run of the server from its settings to its exit code.</summary>
/// <param name="error">Where it is told why the server does not start.</param>
internal sealed class ServerRun(TextWriter error)
{
    private readonly Teller _teller = new(error);

    /// <summary>More about the log; may be null.</summary>
    public Action<ILoggingBuilder>? Log { get; init; }

    /// <summary>A rehearsal in place of the real one, which tells how many calls it made; null: the real one.</summary>
    public Func<Task<int>>? Rehearse { get; init; }

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
            foreach (var wrong in errors) _teller.Error($"`{wrong.Where}`: {wrong.Message}", wrong.Help);
            return ServerExitCodes.Usage;
        }

        using var signals = new StopSignals(cancellation);
        var starting = signals.Token;
        try
        {
            // the server is made while the policies are loaded
            PdpServer? warned = null;
            using var store = options.State is { } state ? RevisionStore.Open(state, PolicySources.Key(options)) : null;
            if (store is { IsTakenBack: true }) _teller.Note($"the group of `{store.Folder}` could write to it: it is its user's alone from now on");
            var kept = store?.Read();
            using var source = PolicySources.Open(options, kept, TimeProvider.System, warning => warned?.WarnOfWatch(warning));
            var first = new FirstLoad(options, source, store, kept, TimeProvider.System, _teller);
            var loading = Task.Run(() => first.RunAsync(starting), starting);
            await using var server = await BuildAsync(options, file, loading, signals);
            warned = server;
            if (await loading is not { } policies) return ServerExitCodes.PoliciesDoNotLoad;
            await server.ListenAsync(policies, source.Name, starting);
            // from here on the host hears the signals; what came before it did must not be lost
            starting.ThrowIfCancellationRequested();
            signals.Release();
            await (Rehearse is null ? server.WarmUpAsync(cancellation) : server.WarmUpAsync(Rehearse, cancellation));
            ServiceManager.TellReady(_teller);
            using var stopping = server.Stopping.Register(() => ServiceManager.TellStopping(_teller));
            var following = options.Reload ? server.FollowAsync(source, policies, store) : Task.CompletedTask;
            await server.RunAsync(cancellation);
            await following;
            return ServerExitCodes.Ok;
        }
        catch (StartUpException exception)
        {
            _teller.Tell(exception.Findings);
            _teller.Error(exception.Message, exception.Help);
            return ServerExitCodes.Failed;
        }
        catch (RevisionStoreException exception)
        {
            _teller.Error(exception.Message, "give the server a folder of its own with `--state DIR`; one that is damaged may be removed, with what is known there of earlier versions");
            return ServerExitCodes.Failed;
        }
        catch (OperationCanceledException) when (starting.IsCancellationRequested)
        {
            _teller.Note("told to stop before it served");
            return ServerExitCodes.Ok;
        }
    }

    // a server that cannot be made leaves no loading behind, and no program that works for it
    private async Task<PdpServer> BuildAsync(PdpServerOptions options, SettingsFile file, Task loading, StopSignals signals)
    {
        try
        {
            return PdpServer.Build(options, file.Configuration.GetSection("Logging"), TimeProvider.System, Log);
        }
        catch
        {
            await signals.StopAsync();
            await loading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
