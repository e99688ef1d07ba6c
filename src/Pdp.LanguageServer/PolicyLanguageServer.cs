using Microsoft.VisualStudio.Threading;
using Pdp.LanguageServer.Serving;
using Pdp.LanguageServer.Transport;
using StreamJsonRpc;

namespace Pdp.LanguageServer;

/// <summary>Serves one editor.</summary>
public static class PolicyLanguageServer
{
    /// <summary>Serves until the client says that it is done, or is gone.</summary>
    /// <param name="input">What the client sends.</param>
    /// <param name="output">What it gets: messages of the protocol, and nothing else.</param>
    /// <param name="version">The program's version.</param>
    /// <param name="log">Where lines go about what is done; null: nowhere.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether the client asked for the shutdown before it left.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<bool> RunAsync(Stream input, Stream output, string version, TextWriter? log, CancellationToken cancellation)
    {
        var lines = new ServerLog(log);
        using var methods = new LanguageMethods(version, lines);
        using var formatter = new LenientFormatter();
        await using var handler = new HeaderDelimitedMessageHandler(output, input, formatter);
        using var rpc = new JsonRpc(handler)
        {
            // a question is about the state that the changes before it have made
            SynchronizationContext = new NonConcurrentSynchronizationContext(sticky: false),
            CancelLocallyInvokedMethodsWhenConnectionIsClosed = true,
        };
        methods.Connect(rpc);
        rpc.AddLocalRpcTarget(methods, new JsonRpcTargetOptions { DisposeOnDisconnect = false });
        rpc.Disconnected += (_, reason) => lines.Write($"disconnected: {reason.Description}", reason.Exception);
        rpc.StartListening();
        var gone = rpc.Completion.ContinueWith(static _ => false, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        var first = await Task.WhenAny(methods.Exited, gone).WaitAsync(cancellation);
        // both at once when it leaves right after it has said so
        return methods.Exited.IsCompleted ? await methods.Exited : await first;
    }
}
