using Pdp.TestKit.Peers;

namespace Pdp.LanguageServer.Tests;

/// <summary>Runs scripts that drive the server by Visual Studio Code's own client library.</summary>
internal static class ClientScript
{
    private static readonly Peer Library = new(
        "vscode-languageserver-protocol", "npm install --prefix tests/peers",
        Repository.PathOf("tests", "peers", "node_modules", "vscode-languageserver-protocol", "package.json"));

    // a script starts a server for each of its checks that wants one, on machines that have other work as well
    private const int Minutes = 5;

    /// <summary>Runs a script to its end; skips the running test when what it needs is not here.</summary>
    /// <returns>What it wrote.</returns>
    public static async Task<string> RunAsync(string name, params string[] arguments)
    {
        _ = Library.PathOrSkip();
        var script = Repository.PathOf("tests", "Pdp.LanguageServer.Tests", "Client", name);
        var (code, output, error) = await Peer.Node.RunAsync([script, Path.Combine(AppContext.BaseDirectory, "pdp.dll"), .. arguments], minutes: Minutes);
        Assert.True(code == 0, $"{name} ended with {code}\n{output}\n{error}");
        return output;
    }
}
