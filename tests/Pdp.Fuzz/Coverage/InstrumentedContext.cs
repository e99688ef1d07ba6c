using System.Reflection;
using System.Runtime.Loader;

namespace Pdp.Fuzz.Coverage;

/// <summary>Loads this program once more, beside an instrumented copy of the language.</summary>
internal sealed class InstrumentedContext : AssemblyLoadContext
{
    private const string Instrumented = "Pdp.Language";

    private readonly byte[] _language;

    private InstrumentedContext(byte[] language)
        : base("instrumented") => _language = language;

    /// <summary>Runs a static method of a type of this program, where the language is instrumented.</summary>
    public static int Run(Type type, string method, string[] arguments)
    {
        var (language, blocks) = Instrumenter.Instrument(Path.Combine(AppContext.BaseDirectory, Instrumented + ".dll"));
        var own = new InstrumentedContext(language).LoadFromAssemblyPath(type.Assembly.Location);
        own.GetType(typeof(Counters).FullName!)!
            .GetProperty(nameof(Counters.BlockCount), BindingFlags.Static | BindingFlags.NonPublic)!.SetValue(null, blocks);
        return (int)own.GetType(type.FullName!)!
            .GetMethod(method, BindingFlags.Static | BindingFlags.Public)!
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [arguments], null)!;
    }

    protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
    {
        Instrumented => LoadFromStream(new MemoryStream(_language)),
        // what knows the language must know the instrumented one
        { } name when name.StartsWith("Pdp.", StringComparison.Ordinal) =>
            LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name + ".dll")),
        _ => null,
    };
}
