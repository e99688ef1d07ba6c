using System.Diagnostics;
using Xunit;

namespace Pdp.TestKit.Peers;

/// <summary>A program of somebody else's that a test talks to.</summary>
/// <param name="Name">The program's name.</param>
/// <param name="Install">The command that installs it, from the top of the checkout.</param>
/// <param name="Places">Where it may be, before the folders of PATH.</param>
public sealed record Peer(string Name, string Install, params IReadOnlyList<string> Places)
{
    /// <summary>buf, which lints the contract and asks over gRPC by reflection.</summary>
    public static Peer Buf { get; } = new(
        "buf", "npm install --prefix tests/peers", Repository.PathOf("tests", "peers", "node_modules", ".bin", "buf"));

    /// <summary>Node, which runs programs in JavaScript.</summary>
    public static Peer Node { get; } = new("node", "apt-get install nodejs npm");

    /// <summary>The library of Buf that evaluates CEL; its path is that of its manifest.</summary>
    public static Peer Cel { get; } = new(
        "@bufbuild/cel", "npm install --prefix tests/peers",
        Repository.PathOf("tests", "peers", "node_modules", "@bufbuild", "cel", "package.json"));

    /// <summary>A port of RE2 to JavaScript; its path is that of its manifest.</summary>
    public static Peer Re2 { get; } = new(
        "re2js", "npm install --prefix tests/peers", Repository.PathOf("tests", "peers", "node_modules", "re2js", "package.json"));

    /// <summary>Python with the packages that its client and the client's tests need; Debian's own rather than another one.</summary>
    public static Peer Python { get; } = new(
        "python3",
        "apt-get install --no-install-recommends python3-fastapi uvicorn python3-grpcio python3-protobuf python3-httpx python3-jwt python3-cryptography protobuf-compiler openssl",
        "/usr/bin/python3");

    /// <summary>The compiler of protocol buffers.</summary>
    public static Peer Protoc { get; } = new("protoc", "apt-get install protobuf-compiler", "/usr/bin/protoc");

    /// <summary>git, which fetches from remote repositories.</summary>
    public static Peer Git { get; } = new("git", "apt-get install git");

    /// <summary>The program of OpenSSH that makes and checks keys and signatures.</summary>
    public static Peer SshKeygen { get; } = new("ssh-keygen", "apt-get install openssh-client");

    /// <summary>Its path; skips the running test, saying how to install it, when it is not here.</summary>
    public string PathOrSkip()
    {
        var path = Find();
        Assert.SkipWhen(path is null, $"`{Name}` is not here; install it with `{Install}`");
        return path!;
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads from standard input, or null.</param>
    /// <param name="minutes">How long it may take.</param>
    /// <returns>Exit code, standard output and standard error.</returns>
    /// <exception cref="TimeoutException">It ran for longer and was killed.</exception>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(
        IEnumerable<string> arguments, string? input = null, int minutes = 1)
    {
        var start = new ProcessStartInfo(PathOrSkip(), arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            if (input is not null) await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"`{Name}` ran for more than {(minutes == 1 ? "a minute" : $"{minutes} minutes")}");
        }
    }

    private string? Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Places.Concat(folders.Select(folder => Path.Combine(folder, Name))).FirstOrDefault(File.Exists);
    }
}
