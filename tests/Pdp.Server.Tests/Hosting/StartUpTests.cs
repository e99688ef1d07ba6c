using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Pdp.Contracts.V1;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Server.Tests.Hosting;

public sealed class StartUpTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pdp-start-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Policies_that_do_not_load_are_all_told_and_it_never_listens()
    {
        var path = Path.Combine(_folder.FullName, "s");
        var (code, output, error) = await ServerHere.RunAsync(_folder.FullName, ["--policies", Fixture.Broken, "--grpc", $"unix:{path}"]);
        Assert.Equal(ServerExitCodes.PoliciesDoNotLoad, code);
        Assert.Contains("two.json", error, StringComparison.Ordinal);
        Assert.Contains("rulez", error, StringComparison.Ordinal);
        Assert.Contains("one.json", error, StringComparison.Ordinal);
        Assert.Contains("/rules/0/when", error, StringComparison.Ordinal);
        Assert.Contains("do not load", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal("", output);
        Assert.False(Path.Exists(path));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told_with_what_to_do()
    {
        var (code, _, error) = await ServerProcess.RunAsync(_folder.FullName, []);
        Assert.Equal(ServerExitCodes.PoliciesDoNotLoad, code);
        Assert.Contains("the policies in `policies` do not load", error, StringComparison.Ordinal);
        Assert.Contains("the policy folder does not exist", error, StringComparison.Ordinal);
        Assert.Contains("--policies DIR", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_all_told_wherever_they_stand()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "appsettings.json"), """{"Pdp": {"MaxNesting": 99}}""", Cancelled);
        var (code, _, error) = await ServerHere.RunAsync(
            _folder.FullName, ["--http", "here", "--grpc", "0.0.0.0:0"], ("PDP__GRCP", "x"), ("PDP__LOG", "xml"));
        Assert.Equal(ServerExitCodes.Usage, code);
        foreach (var part in new[] { "`Pdp:MaxNesting in appsettings.json`", "`PDP__GRCP`", "`PDP__LOG`", "`--http`", "without encryption", "--insecure-plaintext" })
        {
            Assert.Contains(part, error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--grcp", "did you mean `--grpc`?")]
    [InlineData("extra", "unknown option or argument `extra`")]
    [InlineData("--policies", "--policies")]
    public async Task A_wrong_command_line_is_told(string argument, string part)
    {
        var (code, _, error) = await ServerProcess.RunAsync(_folder.FullName, [argument]);
        Assert.Equal(ServerExitCodes.Usage, code);
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("longer-than-the-path-of-a-socket-may-be-for-which-there-are-a-hundred-and-eight-bytes-and-no-more-in-the-kernel-of-linux")]
    public async Task Without_a_place_to_rehearse_it_says_so_and_serves(string name)
    {
        if (name != "nowhere") _folder.CreateSubdirectory(name);
        using var server = ServerProcess.Start(
            _folder.FullName, ["--policies", Fixture.Documents, "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0"], ("TMPDIR", Path.Combine(_folder.FullName, name)));
        await server.LineWithAsync("warming up failed; serving all the same");
        await server.LineWithAsync("serving `");
        await server.SignalAsync("TERM");
        Assert.Equal(ServerExitCodes.Ok, await server.ExitAsync());
        if (name != "nowhere") Assert.Empty(Assert.Single(_folder.GetDirectories()).GetFileSystemInfos());
    }

    [Fact]
    public async Task Help_names_every_setting_and_exit_code()
    {
        var (code, output, error) = await ServerProcess.RunAsync(_folder.FullName, ["--help"]);
        Assert.Equal((0, ""), (code, error));
        foreach (var setting in AllSettings.Table) Assert.Contains(setting.Option + (setting.HelpName is null ? "" : " "), output, StringComparison.Ordinal);
        foreach (var (number, meaning) in ServerExitCodes.All) Assert.Contains($"  {number}  {meaning}", output, StringComparison.Ordinal);
        foreach (var (arguments, _) in PdpServerCommand.Examples) Assert.Contains(arguments, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--grpc", "--http")]
    [InlineData("--http", "--grpc")]
    public async Task A_port_in_use_is_told_with_what_to_do(string taken, string free)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = other.LocalEndpoint.ToString()!;
        var (code, output, error) = await ServerHere.RunAsync(
            _folder.FullName, ["--policies", Fixture.Documents, taken, address, free, "127.0.0.1:0"]);
        Assert.Equal("", output);
        Assert.Equal(ServerExitCodes.Failed, code);
        Assert.Contains($"cannot listen on `{address}`: the address is in use", error, StringComparison.Ordinal);
        Assert.Contains($"with `{taken}`", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dotnet_run_starts_it_in_the_folder_that_one_stands_in()
    {
        var project = Repository.PathOf("src", "Pdp.Server", "Pdp.Server.csproj");
        var info = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { "msbuild", project, "-getProperty:RunWorkingDirectory" }) info.ArgumentList.Add(argument);
        using var process = Process.Start(info)!;
        Assert.Equal("", (await process.StandardOutput.ReadToEndAsync(Cancelled)).Trim());
        await process.WaitForExitAsync(Cancelled);
        Assert.Equal(0, process.ExitCode);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task It_serves_until_it_is_told_to_stop_and_then_ends_in_order(string signal)
    {
        var path = Path.Combine(_folder.FullName, "pdp.sock");
        using var server = ServerProcess.Start(
            _folder.FullName, ["--http", "127.0.0.1:0"], ("PDP__POLICIES", Fixture.Documents), ("PDP__GRPC", $"unix:{path}"), ("PDP__LOG", "json"));
        var line = await server.LineWithAsync("serving");
        Assert.Contains($"{Fixture.Bundle.Revision} (policies: ", line, StringComparison.Ordinal);
        using var channel = OverUnixSocket(path);
        var response = await new DecisionService.DecisionServiceClient(channel).CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        Assert.Equal(Decision.Permit, response.Decision);
        await server.SignalAsync(signal);
        await server.LineWithAsync("stopped");
        Assert.Equal(ServerExitCodes.Ok, await server.ExitAsync());
        Assert.False(Path.Exists(path));
    }

    [Fact]
    public async Task The_socket_file_that_a_killed_server_left_is_no_obstacle()
    {
        var path = Path.Combine(_folder.FullName, "left.sock");
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(path + "x"));
            File.Move(path + "x", path); // so that closing it does not remove it
        }

        Assert.True(Path.Exists(path));
        await using var server = await RunningServer.StartAsync(o => o with { Grpc = ListenAddress.Parse($"unix:{path}", out _)! }, warm: false, connect: false);
        using var channel = OverUnixSocket(path);
        Assert.Equal(Decision.Deny, (await new DecisionService.DecisionServiceClient(channel).CheckAsync(Questions.Denied, cancellationToken: Cancelled)).Decision);
    }

    [Fact]
    public async Task A_socket_that_another_serves_and_a_file_that_is_no_socket_are_left_alone()
    {
        var path = Path.Combine(_folder.FullName, "taken.sock");
        await using var server = await RunningServer.StartAsync(o => o with { Grpc = ListenAddress.Parse($"unix:{path}", out _)! }, warm: false, connect: false);
        Assert.Contains("another process does", (await Fails(path)).Message, StringComparison.Ordinal);
        Assert.True(Path.Exists(path));
        var file = Path.Combine(_folder.FullName, "notes.txt");
        await File.WriteAllTextAsync(file, "", Cancelled);
        Assert.Contains("something else at that path", (await Fails(file)).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task A_socket_in_a_folder_that_is_not_there_is_told() =>
        Assert.Contains($"there is no folder `{Path.Combine(_folder.FullName, "none")}`", (await Fails(Path.Combine(_folder.FullName, "none", "s"))).Message, StringComparison.Ordinal);

    private static GrpcChannel OverUnixSocket(string path) => GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
    {
        DisposeHttpClient = true,
        HttpHandler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        },
    });

    private static Task<StartUpException> Fails(string path) => Assert.ThrowsAsync<StartUpException>(async () =>
    {
        var options = new PdpServerOptions { Grpc = ListenAddress.Parse($"unix:{path}", out _)!, Http = ListenAddress.Loopback(0) };
        await using var second = await PdpServer.StartAsync(
            options, Fixture.Bundle, new ConfigurationBuilder().Build(), TimeProvider.System, cancellation: Cancelled);
    });
}
