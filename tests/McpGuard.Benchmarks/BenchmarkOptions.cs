using System.Globalization;

namespace McpGuard.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        dotnet run -c Release --project tests/McpGuard.Benchmarks -- [parts] [options]

          without a part     load micro log stdio scale; with --full also trail
          load               the servers under load, over HTTP
          micro              the decision, the first sight of a token and a whole call, in this process
          log                the audit log
          stdio              the start and the throughput of servers over stdio
          scale              the cost of a call as connections, tokens, tools and rules grow in number
          trail              a long audit log: written, verified and queried, with the most memory of each step
          flood              good callers while others flood the server
          soak               good, bad and aborted requests at full speed, then many streams whose tokens end

          --full             long runs, and the servers as native builds; without a part, keeps the results and the chart
          --seconds <s>      of one server's turn in a round        (default 0.5; soak: 30 in all)
          --rounds <n>       after each start of the servers        (default 6)
          --starts <n>       how often the servers are started      (default 2)
          --connections <n>  of the load                            (default 8)
          --tokens <n>       that live at the same time in scale    (default 100000)
          --streams <n>      that soak opens                        (default 2000)
          --close-within <s> of the end of the streams' tokens      (default 2)
          --growth <x>       of the server's memory in soak         (default 1.1)
          --records <n>      of the long log, 800 bytes each        (default 10000000)
          --directory <d>    where the long log is written          (default: the one for temporary files)
          --scenarios <l>    which floods, by their letters         (default abcdefgh)
        """;

    /// <summary>What is measured.</summary>
    public BenchmarkPart Parts { get; init; } = BenchmarkPart.Quick;

    public bool Full { get; init; }

    public double? Seconds { get; init; }

    public int? Rounds { get; init; }

    public int? Starts { get; init; }

    public int Connections { get; init; } = 8;

    public int Tokens { get; init; } = 100_000;

    public int Streams { get; init; } = 2000;

    public double CloseWithin { get; init; } = 2;

    public double Growth { get; init; } = 1.1;

    public long Records { get; init; } = 10_000_000;

    public string? Directory { get; init; }

    public string Scenarios { get; init; } = "abcdefgh";

    /// <summary>Whether all of the table is measured at length, so that the results are worth keeping.</summary>
    public bool IsForTheRecord => Full && Parts == BenchmarkPart.Full;

    public double TurnSeconds => Seconds ?? (Full ? 3 : 0.5);

    public int RoundsOfAStart => Rounds ?? (Full ? 10 : 6);

    public int StartsOfServers => Starts ?? (Full ? 4 : 2);

    public static bool TryParse(string[] args, out BenchmarkOptions options)
    {
        options = new BenchmarkOptions { Full = args.Contains("--full") };
        var parts = BenchmarkPart.None;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--full")
                continue;

            if (Enum.TryParse<BenchmarkPart>(args[i], ignoreCase: true, out var part) && char.IsAsciiLetterLower(args[i][0]))
                parts |= part;
            else if (i + 1 < args.Length && options.With(args[i], args[i + 1]) is { } next)
            {
                options = next;
                i++;
            }
            else
                return false;
        }

        if (parts == BenchmarkPart.None)
            parts = options.Full ? BenchmarkPart.Full : BenchmarkPart.Quick;

        options = options with { Parts = parts };
        return true;
    }

    private BenchmarkOptions? With(string name, string value) => name switch
    {
        "--seconds" when IsPositive(value, out var seconds) => this with { Seconds = seconds },
        "--rounds" when IsCount(value, out var rounds) => this with { Rounds = rounds },
        "--starts" when IsCount(value, out var starts) => this with { Starts = starts },
        "--connections" when IsCount(value, out var connections) => this with { Connections = connections },
        "--tokens" when IsCount(value, out var tokens) => this with { Tokens = tokens },
        "--streams" when IsCount(value, out var streams) => this with { Streams = streams },
        "--close-within" when IsPositive(value, out var seconds) => this with { CloseWithin = seconds },
        "--growth" when IsPositive(value, out var growth) => this with { Growth = growth },
        "--records" when IsCount(value, out var records) => this with { Records = records },
        "--directory" when value.Length > 0 => this with { Directory = value },
        "--scenarios" when value.Length > 0 => this with { Scenarios = value },
        _ => null,
    };

    private static bool IsPositive(string text, out double value) => double.TryParse(text, CultureInfo.InvariantCulture, out value) && value > 0;

    private static bool IsCount(string text, out int value) => int.TryParse(text, CultureInfo.InvariantCulture, out value) && value > 0;
}
