using System.Globalization;
using System.Text;
using Pdp.Bundles.Json;

namespace Pdp.Cli.Checking;

/// <summary>What is wrong with a line that should be a request, in words.</summary>
internal static class RequestProblem
{
    /// <summary><c>line 3, column 14: /subject/id: expected string, got number</c>.</summary>
    public static string Describe(long number, JsonError error)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"line {number}");
        if (error.Column is { } column) text.Append(CultureInfo.InvariantCulture, $", column {column}");
        if (error.Pointer.Length > 0) text.Append(": ").Append(error.Pointer);
        return text.Append(": ").Append(error.Message).ToString();
    }

    /// <summary>What is wrong with a line that is too long.</summary>
    public static JsonError TooLong(int maxLineBytes) =>
        new("", string.Create(CultureInfo.InvariantCulture, $"the line is too long: expected at most {maxLineBytes} bytes"));
}
