using System.Globalization;
using System.Text;
using Pdp.Bundles.Json;
using Pdp.Cli.Loading;
using Pdp.Cli.Output;
using Pdp.Engine.Requests;
using Spectre.Console;

namespace Pdp.Cli.Checking;

/// <summary>A command's one request.</summary>
internal static class OneRequest
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Reads a request from a file.</summary>
    /// <exception cref="CliFailureException">It cannot be read, or is too long.</exception>
    public static byte[] ReadFile(string path)
    {
        using var stream = NamedFile.OpenRead(path);
        return ReadAll(stream);
    }

    /// <summary>Reads a request to the end of a stream.</summary>
    /// <exception cref="CliFailureException">It is too long.</exception>
    public static byte[] ReadAll(Stream stream)
    {
        var buffer = new byte[MaxBytes + 1];
        var count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (count <= MaxBytes) return buffer[..count];
        throw new CliFailureException(ExitCodes.BadInput, $"the request is too long: expected at most {MaxBytes} bytes");
    }

    /// <summary>Makes a request of its JSON; all that is wrong with it goes to the console for errors.</summary>
    /// <exception cref="CliFailureException">It is none.</exception>
    public static Request Parse(byte[] utf8, IAnsiConsole errors)
    {
        if (RequestJson.TryRead(utf8, out var request, out var problems)) return request;
        foreach (var problem in problems)
        {
            var place = problem.Line is { } line
                ? string.Create(CultureInfo.InvariantCulture, $"{line}:{problem.Column ?? 1}: ")
                : "";
            var pointer = problem.Pointer.Length > 0 ? $"{problem.Pointer}: " : "";
            errors.Error($"{place}{pointer}{problem.Message}");
        }

        throw new CliFailureException(ExitCodes.BadInput, $"the request is not valid: {Counted.Of(problems.Length, "error")}");
    }

    /// <summary>Makes a request of its JSON, as <see cref="Parse(byte[], IAnsiConsole)"/> does.</summary>
    public static Request Parse(string json, IAnsiConsole errors) => Parse(Encoding.UTF8.GetBytes(json), errors);
}
