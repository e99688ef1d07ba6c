namespace Pdp.Server.Tests.Support;

/// <summary>A run of the server, from its settings to its exit code.</summary>
internal interface IServerRun : IAsyncDisposable
{
    /// <summary>What it writes to standard error, when it has ended.</summary>
    Task<string> Error { get; }

    /// <summary>Reads its log up to the first line that has a text.</summary>
    Task<string> LineWithAsync(string text);

    /// <summary>Tells it to stop.</summary>
    Task StopAsync();

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    Task<int> ExitAsync();
}
