namespace McpGuard.Benchmarks;

/// <summary>Prints all figures with their goals.</summary>
internal static class FigureTable
{
    public static void Write(IReadOnlyCollection<Figure> figures, long errors)
    {
        string[][] rows =
        [
            ["figure", "measured", "goal", ""],
            ["---", "---", "---", "---"],
            .. figures.Select(figure => new[] { figure.Name, figure.Value, figure.Goal ?? "", Verdict(figure) }),
        ];
        int[] widths = [.. Enumerable.Range(0, 4).Select(column => rows.Max(row => row[column].Length))];

        Console.WriteLine();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => cell.PadRight(widths[column], cell == "---" ? '-' : ' '));
            Console.WriteLine($"| {string.Join(" | ", cells)} |");
        }

        Console.WriteLine();
        Console.WriteLine(errors == 0 ? "No errors." : $"{errors} ERRORS: the figures mean nothing.");
    }

    private static string Verdict(Figure figure) => figure.IsMet switch
    {
        true => "met",
        false => "NOT met",
        null => "",
    };
}
