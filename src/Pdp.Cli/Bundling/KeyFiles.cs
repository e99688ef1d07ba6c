using System.Text;
using Pdp.Bundles.Archives.Signing;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;
using Spectre.Console;

namespace Pdp.Cli.Bundling;

/// <summary>Reads keys from the files that the command line names.</summary>
internal static class KeyFiles
{
    private const int LargestFile = 1024 * 1024;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Reads a private key, and warns when others can read it too.</summary>
    /// <exception cref="CliFailureException">It cannot be read or used.</exception>
    public static SigningKey ReadPrivate(string path, IAnsiConsole errors)
    {
        var key = Use(path, SigningKey.Parse);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
            errors.Warning($"the private key in `{path}` can be read by other users: `chmod 600` keeps it from them");
        return key;
    }

    /// <summary>Reads public keys.</summary>
    /// <exception cref="CliFailureException">They cannot be read or used.</exception>
    public static BundleKeys ReadPublic(IEnumerable<string> paths) => BundleKeys.Join(paths.Select(static path => Use(path, BundleKeys.Parse)));

    private static T Use<T>(string path, Func<string, T> parse)
    {
        using var stream = NamedFile.OpenRead(path);
        using var content = new MemoryStream();
        var buffer = new byte[4096];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            content.Write(buffer, 0, count);
            if (content.Length > LargestFile) throw new CliFailureException(ExitCodes.BadInput, $"`{path}` is no file of keys: it is larger than {LargestFile} bytes");
        }

        try
        {
            return parse(Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length));
        }
        catch (BundleKeyException exception)
        {
            throw new CliFailureException(ExitCodes.BadInput, $"cannot use `{path}`: {exception.Message}");
        }
    }
}
