using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Pdp.Cli.Hosting;

/// <summary>The host of the real process.</summary>
internal static class ProcessHost
{
    private const int DefaultWidth = 80;
    private const int LeastWidth = 40;

    public static CliHost Create()
    {
        var outputIsTerminal = !Console.IsOutputRedirected;
        if (OperatingSystem.IsWindows() && outputIsTerminal) Console.OutputEncoding = Encoding.UTF8;
        return new CliHost
        {
            Input = Console.OpenStandardInput(),
            InputIsTerminal = !Console.IsInputRedirected,
            Keys = Console.IsInputRedirected || Console.IsErrorRedirected ? null : ReadKey,
            Output = new OutputStream(outputIsTerminal ? Console.OpenStandardOutput() : Redirected(1, Console.OpenStandardOutput)),
            OutputIsTerminal = outputIsTerminal,
            Error = new OutputStream(Console.OpenStandardError()),
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Width = () => WidthOf(outputIsTerminal),
            Variable = Environment.GetEnvironmentVariable,
        };
    }

    // .NET's own console stream swallows the error of a pipe without a reader, so that `pdp check | head` would read its
    // input to the end for nobody. A file stream tells it; but over a file it writes at an offset of its own and would
    // overwrite what others append, so it serves pipes alone.
    private static Stream Redirected(int descriptor, Func<Stream> console)
    {
        if (OperatingSystem.IsWindows()) return console();
        FileStream? stream = null;
        try
        {
            stream = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!stream.CanSeek) return stream;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // A descriptor that is closed or of an unusual kind: the console's stream copes with it.
        }

        stream?.Dispose();
        return console();
    }

    // whoever is asked for a key gets Ctrl-C as one; at all other times it is a signal
    private static ConsoleKeyInfo ReadKey()
    {
        Console.TreatControlCAsInput = true;
        try
        {
            return Console.ReadKey(intercept: true);
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private static int WidthOf(bool isTerminal)
    {
        if (isTerminal)
        {
            try
            {
                // A terminal that was never told its size says 0.
                return Console.WindowWidth is > 0 and var columns ? Math.Max(LeastWidth, columns) : DefaultWidth;
            }
            catch (IOException)
            {
                return DefaultWidth;
            }
        }

        return int.TryParse(
            Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
            && wanted >= LeastWidth ? wanted : DefaultWidth;
    }
}
