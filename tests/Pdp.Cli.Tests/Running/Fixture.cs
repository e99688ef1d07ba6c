namespace Pdp.Cli.Tests.Running;

/// <summary>The bundles that the tests run.</summary>
internal static class Fixture
{
    /// <summary>Valid, with tests that pass and reach every rule.</summary>
    public static string Good => PathOf("good");

    /// <summary>Valid, with tests that fail and rules that none reaches.</summary>
    public static string Failing => PathOf("failing");

    /// <summary>Wrong in several places of several files.</summary>
    public static string Broken => PathOf("broken");

    /// <summary>Valid, but with something that an author should look at; without tests.</summary>
    public static string Warned => PathOf("warned");

    /// <summary>Valid, with tests that pass and leave something of its conditions unseen.</summary>
    public static string Covered => PathOf("covered");

    /// <summary>Valid, with rules that have keys of every kind and rules that have none.</summary>
    public static string Indexed => PathOf("indexed");

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);
}
