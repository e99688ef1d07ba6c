namespace Pdp.Benchmarks.Loading;

/// <summary>Writes a generated folder and says where it is.</summary>
internal static class WriteCommand
{
    public static int Run(string[] args)
    {
        if (Arguments.Read(args, "write KIND RULES") is not { } arguments) return 2;
        Console.Out.WriteLine(arguments.Policies.Write(Arguments.Folder));
        return 0;
    }
}
