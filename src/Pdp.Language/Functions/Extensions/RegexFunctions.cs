using System.Text;
using Pdp.Language.Regex;
using Pdp.Language.Runtime;
using Pdp.Language.Values;
using T = Pdp.Language.Types.CelType;

namespace Pdp.Language.Functions.Extensions;

/// <summary>cel-go's <c>regex</c> library: replace, extract, extractAll.</summary>
internal static class RegexFunctions
{
    public static FunctionLibrary Library { get; } = new LibraryBuilder("regex")
        .Function("regex.replace", "the text with matches replaced; `\\1` stands for the first group")
        .Global("regex_replace_string_string_string", T.String, ReplaceAll, T.String, T.String, T.String)
        .Global("regex_replace_string_string_string_int", T.String, Replace, T.String, T.String, T.String, T.Int)
        .Function("regex.extract", "the first match, or its group when the pattern has one, as an optional")
        .Global("regex_extract_string_string", T.OptionalOf(T.String), Extract, T.String, T.String)
        .Function("regex.extractAll", "all matches, or their groups when the pattern has one")
        .Global("regex_extractAll_string_string", T.ListOf(T.String), ExtractAll, T.String, T.String)
        .Build();

    private static Value ReplaceAll(Frame frame, ReadOnlySpan<Value> arguments) =>
        Replace(frame, [arguments[0], arguments[1], arguments[2], Value.From(-1)]);

    private static Value Replace(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var (text, replacement, count) = (arguments[0].AsString!, arguments[2].AsString!, arguments[3].AsInt);
        if (count == 0) return arguments[0];
        if (PatternCache.TryGet(frame, arguments[1].AsString!, out var pattern) is { } error) return Value.From(error);
        if (CheckReplacement(replacement, pattern!.GroupCount) is { } malformed) return Value.From(malformed);
        var result = new StringBuilder();
        var copied = 0;
        foreach (var match in new Matches(frame, pattern, text))
        {
            if (match.Error is { } limit) return Value.From(limit);
            result.Append(text, copied, match.Slots![0] - copied);
            Append(result, replacement, text, match.Slots);
            copied = match.Slots[1];
            if (result.Length > ValueLimits.MaxLength) return Value.From(ValueLimits.StringTooLong);
            if (--count == 0) break;
        }

        if ((long)result.Length + text.Length - copied > ValueLimits.MaxLength) return Value.From(ValueLimits.StringTooLong);
        return Value.From(result.Append(text, copied, text.Length - copied).ToString());
    }

    private static Value Extract(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        if (TryGetExtractor(frame, arguments[1].AsString!, out var pattern) is { } error) return Value.From(error);
        if (PatternCache.Draw(frame, pattern!, text.Length) is { } limit) return Value.From(limit);
        if (pattern!.Find(text, 0, frame, out var slots) is { } over) return Value.From(over);
        return slots is not null && Extracted(pattern, text, slots) is { } found
            ? Value.From(CelOptional.Of(Value.From(found)))
            : Value.From(CelOptional.None);
    }

    private static Value ExtractAll(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        if (TryGetExtractor(frame, arguments[1].AsString!, out var pattern) is { } error) return Value.From(error);
        var items = new List<Value>();
        foreach (var match in new Matches(frame, pattern!, text))
        {
            if (match.Error is { } limit) return Value.From(limit);
            if (Extracted(pattern!, text, match.Slots!) is { } found) items.Add(Value.From(found));
        }

        return Value.From(new CelList([.. items]));
    }

    private static EvalError? TryGetExtractor(Frame frame, string text, out Re2Pattern? pattern)
    {
        if (PatternCache.TryGet(frame, text, out pattern) is { } error) return error;
        return pattern!.GroupCount > 1
            ? new EvalError(
                EvalErrorCode.ProcessingError, $"the pattern {ValueLimits.Quote(text)} has more than one capturing group")
            : null;
    }

    /// <summary>The group if there is one, else the match; null for a group that matched nothing.</summary>
    private static string? Extracted(Re2Pattern pattern, string text, int[] slots)
    {
        if (pattern.GroupCount == 0) return text[slots[0]..slots[1]];
        return slots[2] < 0 || slots[2] == slots[3] ? null : text[slots[2]..slots[3]];
    }

    private static EvalError? CheckReplacement(string replacement, int groups)
    {
        for (var i = 0; i < replacement.Length; i++)
        {
            if (replacement[i] != '\\') continue;
            i++;
            if (i < replacement.Length && replacement[i] == '\\') continue;
            if (i >= replacement.Length || !char.IsAsciiDigit(replacement[i]))
            {
                return new EvalError(
                    EvalErrorCode.SyntaxError,
                    $"in the replacement {ValueLimits.Quote(replacement)} a `\\` must be followed by a digit or `\\`");
            }

            if (replacement[i] - '0' > groups)
            {
                return new EvalError(
                    EvalErrorCode.ProcessingError,
                    $"the replacement {ValueLimits.Quote(replacement)} names a group that the pattern does not have");
            }
        }

        return null;
    }

    private static void Append(StringBuilder result, string replacement, string text, int[] slots)
    {
        for (var i = 0; i < replacement.Length; i++)
        {
            if (replacement[i] != '\\')
            {
                result.Append(replacement[i]);
                continue;
            }

            var next = replacement[++i];
            if (next == '\\') result.Append('\\');
            else if (slots[(next - '0') * 2] is >= 0 and var start)
                result.Append(text, start, slots[(next - '0') * 2 + 1] - start);
        }
    }
}
