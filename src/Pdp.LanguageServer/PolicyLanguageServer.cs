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
    /// <exception cref="InvalidDataException">What it sent has not the form of messages, so that nobody can tell where the next one begins.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<bool> RunAsync(Stream input, Stream output, string version, TextWriter? log, CancellationToken cancellation)
    {
        var lines = new ServerLog(log);
        var gate = new MessageGate(LanguageMethods.All, line => lines.Write(line, null));
        using var methods = new LanguageMethods(version, gate, lines);
        using var formatter = new EditorFormatter();
        await using var handler = new EditorMessageHandler(output, input, formatter, gate, why => _ = methods.ToldAsync(why));
        using var rpc = new JsonRpc(handler)
        {
            // a question is about the state that the changes before it have made
            SynchronizationContext = new NonConcurrentSynchronizationContext(sticky: false),
            CancelLocallyInvokedMethodsWhenConnectionIsClosed = true,
        };
        methods.Connect(rpc);
        rpc.AddLocalRpcTarget(methods, new JsonRpcTargetOptions { DisposeOnDisconnect = false });
        var left = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        rpc.Disconnected += (_, reason) =>
        {
            lines.Write($"disconnected: {reason.Exception?.Message ?? reason.Description}", reason.Exception is FramingException ? null : reason.Exception);
            if (reason.Exception is FramingException wrong) left.TrySetException(new InvalidDataException(wrong.Message, wrong));
            else left.TrySetResult(false);
        };
        rpc.StartListening();
        var first = await Task.WhenAny(methods.Exited, left.Task).WaitAsync(cancellation);
        // both at once when it leaves right after it has said so
        return methods.Exited.IsCompleted ? await methods.Exited : await first;
    }
}
