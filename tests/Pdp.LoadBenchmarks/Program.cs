using System.Globalization;
using Pdp.LoadBenchmarks.Auditing;
using Pdp.LoadBenchmarks.Http;
using Pdp.LoadBenchmarks.Peers;
using Pdp.LoadBenchmarks.Reloads;
using Pdp.LoadBenchmarks.Scenarios;
using Pdp.LoadBenchmarks.Sdk;
using Pdp.LoadBenchmarks.Servers;

if (args is ["noop", var kind, var port])
{
    await NoopServer.RunAsync(kind, int.Parse(port, CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["http-noop", var http, var at])
{
    await HttpNoopServer.RunAsync(http, int.Parse(at, CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["http", ..])
{
    var times = args.Length > 1 && int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 5;
    return await HttpCommand.RunAsync(times, TimeSpan.FromSeconds(4), Console.Out);
}

if (args is ["peers", ..])
{
    return PeersOptions.Read(args.AsSpan(1), Console.Error) is { } peers ? await PeersCommand.RunAsync(peers, Console.Out) : 2;
}

if (args is ["reloads", ..])
{
    return ReloadsOptions.Read(args.AsSpan(1), Console.Error) is { } reloads ? await ReloadsCommand.RunAsync(reloads, Console.Out) : 2;
}

if (args is ["audit", .. var audited])
{
    return Options.Read(audited, Console.Error) is { } auditing ? await AuditCommand.RunAsync(auditing with { Processors = null }, Console.Out) : 2;
}

if (args is ["sdk", ..])
{
    var rounds = args.Length > 1 && int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : 5;
    return await SdkCommand.RunAsync(rounds, TimeSpan.FromSeconds(4), Console.Out);
}

if (Options.Read(args, Console.Error) is not { } options) return 2;
await Comparison.RunAsync(options, Console.Out);
return 0;
