using System.Globalization;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>Texts that are nearly expressions: generated ones with characters left out, doubled, swapped or put in.</summary>
internal static class MutatedText
{
    private static readonly string[] Pieces =
    [
        ".", ",", ":", "?", "(", ")", "[", "]", "{", "}", "'", "\"", "\\", "0", "u", "x", "e", "-", "!", "&&", "||", "|", "&", "=", "==", "<", " in ",
        " ", "\n", "\t", "//x\n", "null", "true", "if", "r'", "b'", "'''", "_", "#", "é", "\u00A0", "1.", ".5", "0x", "1e", "&&&", "in", ";", "$",
    ];

    /// <summary>The question of a seed, which asks only whether the text parses: always the same.</summary>
    public static Question Of(int seed)
    {
        var random = new Random(seed);
        var text = ExpressionGenerator.Generate(seed).Text;
        for (var i = random.Next(0, 3); i >= 0; i--) text = Mutated(text, random);

        // A half surrogate pair cannot be told to the other side.
        return new Question(string.Concat(text.EnumerateRunes().Select(rune => rune.ToString())), null);
    }

    private static string Mutated(string text, Random random)
    {
        if (text.Length < 2) return text + Pieces[random.Next(Pieces.Length)];
        var at = random.Next(text.Length - 1);

        // Broken escapes are a known difference; most others would drown in them.
        if (text.AsSpan(Math.Max(at - 3, 0), Math.Min(at, 3)).Contains('\\') && random.Next(5) > 0) at = 0;
        var length = Math.Min(random.Next(10) == 0 ? random.Next(2, 6) : 1, text.Length - at);
        var part = text.Substring(at, length);
        return random.Next(5) switch
        {
            0 or 1 => text.Remove(at, length),
            2 => text.Insert(at, part),
            3 => string.Create(CultureInfo.InvariantCulture, $"{text[..at]}{text[at + 1]}{text[at]}{text[(at + 2)..]}"),
            _ => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
        };
    }
}
