using BenchmarkDotNet.Running;
using Pdp.Benchmarks.Index;
using Pdp.Benchmarks.Loading;

switch (args)
{
    case ["load", .. var rest]:
        return LoadCommand.Run(rest);
    case ["reload", .. var rest]:
        return ReloadCommand.Run(rest);
    case ["start", .. var rest]:
        return await StartCommand.RunAsync(rest);
    case ["index", .. var rest]:
        return IndexCommand.Run(rest);
    case ["sample", var folder, .. var rest]:
        return SampleCommand.Run(folder, rest);
    case ["write", .. var rest]:
        return WriteCommand.Run(rest);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(LoadCommand).Assembly).Run(args);
        return 0;
}
