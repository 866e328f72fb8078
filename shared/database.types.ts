export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  public: {
    Tables: {
      chart_placements: {
        Row: {
          chart_id: string
          created_at: string
          customizations: NonNullable<Json>
          dashboard_tab_id: string
          id: string
          project_id: string
          template_slot_id: string | null
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          chart_id: string
          created_at?: string
          customizations?: NonNullable<Json>
          dashboard_tab_id: string
          id?: string
          project_id: string
          template_slot_id?: string | null
          updated_at?: string
        }
        Update: {
          chart_id?: string
          created_at?: string
          customizations?: NonNullable<Json>
          dashboard_tab_id?: string
          id?: string
          project_id?: string
          template_slot_id?: string | null
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'chart_placements_chart_id_project_id_fkey'
            columns: ['chart_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'charts'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'chart_placements_dashboard_tab_id_project_id_fkey'
            columns: ['dashboard_tab_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'dashboard_tabs'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'chart_placements_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      charts: {
        Row: {
          chart_type: string
          created_at: string
          created_by: string | null
          data_query: NonNullable<Json>
          dataset_id: string | null
          description: string | null
          id: string
          is_public: boolean
          project_id: string
          revision: number
          spec: NonNullable<Json>
          tags: string[]
          title: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          chart_type: string
          created_at?: string
          created_by?: string | null
          data_query?: NonNullable<Json>
          dataset_id?: string | null
          description?: string | null
          id?: string
          is_public?: boolean
          project_id: string
          revision?: number
          spec?: NonNullable<Json>
          tags?: string[]
          title: string
          updated_at?: string
        }
        Update: {
          chart_type?: string
          created_at?: string
          created_by?: string | null
          data_query?: NonNullable<Json>
          dataset_id?: string | null
          description?: string | null
          id?: string
          is_public?: boolean
          project_id?: string
          revision?: number
          spec?: NonNullable<Json>
          tags?: string[]
          title?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'charts_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'charts_dataset_id_project_id_fkey'
            columns: ['dataset_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'datasets'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'charts_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      dashboard_tabs: {
        Row: {
          created_at: string
          dashboard_id: string
          description: string | null
          id: string
          position: number
          project_id: string
          settings: NonNullable<Json>
          template_id: string | null
          title: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          dashboard_id: string
          description?: string | null
          id?: string
          position: number
          project_id: string
          settings?: NonNullable<Json>
          template_id?: string | null
          title: string
          updated_at?: string
        }
        Update: {
          created_at?: string
          dashboard_id?: string
          description?: string | null
          id?: string
          position?: number
          project_id?: string
          settings?: NonNullable<Json>
          template_id?: string | null
          title?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'dashboard_tabs_dashboard_id_project_id_fkey'
            columns: ['dashboard_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'dashboards'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'dashboard_tabs_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      dashboards: {
        Row: {
          archived_at: string | null
          config: NonNullable<Json>
          created_at: string
          created_by: string | null
          description: string | null
          id: string
          is_public: boolean
          is_template: boolean
          last_viewed_at: string | null
          layout: NonNullable<Json>
          project_id: string
          revision: number
          tags: string[]
          template_category: string | null
          template_id: string | null
          theme: NonNullable<Json>
          title: string
          updated_at: string
          view_count: number
        }
        ComputedFields: never
        Insert: {
          archived_at?: string | null
          config?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          description?: string | null
          id?: string
          is_public?: boolean
          is_template?: boolean
          last_viewed_at?: string | null
          layout?: NonNullable<Json>
          project_id: string
          revision?: number
          tags?: string[]
          template_category?: string | null
          template_id?: string | null
          theme?: NonNullable<Json>
          title: string
          updated_at?: string
          view_count?: number
        }
        Update: {
          archived_at?: string | null
          config?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          description?: string | null
          id?: string
          is_public?: boolean
          is_template?: boolean
          last_viewed_at?: string | null
          layout?: NonNullable<Json>
          project_id?: string
          revision?: number
          tags?: string[]
          template_category?: string | null
          template_id?: string | null
          theme?: NonNullable<Json>
          title?: string
          updated_at?: string
          view_count?: number
        }
        Relationships: [
          {
            foreignKeyName: 'dashboards_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dashboards_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      data_cache: {
        Row: {
          cache_key: string
          connector_id: string | null
          created_at: string
          data: NonNullable<Json>
          dataset_id: string
          dataset_version: number
          expires_at: string
          hit_count: number
          id: string
          last_accessed_at: string
          project_id: string
          query_hash: string
          size_bytes: number
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          cache_key: string
          connector_id?: string | null
          created_at?: string
          data: NonNullable<Json>
          dataset_id: string
          dataset_version: number
          expires_at: string
          hit_count?: number
          id?: string
          last_accessed_at?: string
          project_id: string
          query_hash: string
          size_bytes: number
          updated_at?: string
        }
        Update: {
          cache_key?: string
          connector_id?: string | null
          created_at?: string
          data?: NonNullable<Json>
          dataset_id?: string
          dataset_version?: number
          expires_at?: string
          hit_count?: number
          id?: string
          last_accessed_at?: string
          project_id?: string
          query_hash?: string
          size_bytes?: number
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'data_cache_dataset_id_project_id_fkey'
            columns: ['dataset_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'datasets'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'data_cache_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      datasets: {
        Row: {
          columns: NonNullable<Json>
          connector_id: string | null
          created_at: string
          created_by: string | null
          cursor_field: string | null
          cursor_state: Json | null
          description: string | null
          id: string
          kind: string
          name: string
          primary_key: string[]
          project_id: string
          refreshed_at: string | null
          row_count: number
          stream: string | null
          sync_mode: string
          table_name: string | null
          ttl_seconds: number | null
          updated_at: string
          version: number
        }
        ComputedFields: never
        Insert: {
          columns: NonNullable<Json>
          connector_id?: string | null
          created_at?: string
          created_by?: string | null
          cursor_field?: string | null
          cursor_state?: Json | null
          description?: string | null
          id?: string
          kind?: string
          name: string
          primary_key?: string[]
          project_id: string
          refreshed_at?: string | null
          row_count?: number
          stream?: string | null
          sync_mode?: string
          table_name?: never
          ttl_seconds?: number | null
          updated_at?: string
          version?: number
        }
        Update: {
          columns?: NonNullable<Json>
          connector_id?: string | null
          created_at?: string
          created_by?: string | null
          cursor_field?: string | null
          cursor_state?: Json | null
          description?: string | null
          id?: string
          kind?: string
          name?: string
          primary_key?: string[]
          project_id?: string
          refreshed_at?: string | null
          row_count?: number
          stream?: string | null
          sync_mode?: string
          table_name?: never
          ttl_seconds?: number | null
          updated_at?: string
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: 'datasets_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'datasets_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      dead_letters: {
        Row: {
          attempts: number
          created_at: string
          error: NonNullable<Json>
          failed_at: string
          id: string
          message: NonNullable<Json>
          project_id: string | null
          queue: string
          redriven_at: string | null
          redriven_by: string | null
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          attempts?: number
          created_at?: string
          error?: NonNullable<Json>
          failed_at?: string
          id?: string
          message: NonNullable<Json>
          project_id?: string | null
          queue: string
          redriven_at?: string | null
          redriven_by?: string | null
          updated_at?: string
        }
        Update: {
          attempts?: number
          created_at?: string
          error?: NonNullable<Json>
          failed_at?: string
          id?: string
          message?: NonNullable<Json>
          project_id?: string | null
          queue?: string
          redriven_at?: string | null
          redriven_by?: string | null
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'dead_letters_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'dead_letters_redriven_by_fkey'
            columns: ['redriven_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      ingest_tokens: {
        Row: {
          created_at: string
          created_by: string | null
          dataset_id: string
          id: string
          last_used_at: string | null
          name: string
          project_id: string
          revoked_at: string | null
          token_hash: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          created_by?: string | null
          dataset_id: string
          id?: string
          last_used_at?: string | null
          name: string
          project_id: string
          revoked_at?: string | null
          token_hash: string
          updated_at?: string
        }
        Update: {
          created_at?: string
          created_by?: string | null
          dataset_id?: string
          id?: string
          last_used_at?: string | null
          name?: string
          project_id?: string
          revoked_at?: string | null
          token_hash?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'ingest_tokens_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'ingest_tokens_dataset_id_project_id_fkey'
            columns: ['dataset_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'datasets'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'ingest_tokens_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      project_users: {
        Row: {
          created_at: string
          id: string
          invited_by: string | null
          project_id: string
          role: string
          updated_at: string
          user_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          id?: string
          invited_by?: string | null
          project_id: string
          role: string
          updated_at?: string
          user_id: string
        }
        Update: {
          created_at?: string
          id?: string
          invited_by?: string | null
          project_id?: string
          role?: string
          updated_at?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'project_users_invited_by_fkey'
            columns: ['invited_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'project_users_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'project_users_user_id_fkey'
            columns: ['user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      projects: {
        Row: {
          color_palette: NonNullable<Json>
          created_at: string
          created_by: string | null
          deleted_at: string | null
          description: string | null
          id: string
          is_active: boolean
          logo_url: string | null
          name: string
          owner_team_id: string | null
          owner_user_id: string | null
          settings: NonNullable<Json>
          updated_at: string
          workspace_id: string
        }
        ComputedFields: never
        Insert: {
          color_palette?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          deleted_at?: string | null
          description?: string | null
          id?: string
          is_active?: boolean
          logo_url?: string | null
          name: string
          owner_team_id?: string | null
          owner_user_id?: string | null
          settings?: NonNullable<Json>
          updated_at?: string
          workspace_id: string
        }
        Update: {
          color_palette?: NonNullable<Json>
          created_at?: string
          created_by?: string | null
          deleted_at?: string | null
          description?: string | null
          id?: string
          is_active?: boolean
          logo_url?: string | null
          name?: string
          owner_team_id?: string | null
          owner_user_id?: string | null
          settings?: NonNullable<Json>
          updated_at?: string
          workspace_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'projects_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'projects_owner_team_id_fkey'
            columns: ['owner_team_id']
            isOneToOne: false
            referencedRelation: 'teams'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'projects_owner_user_id_fkey'
            columns: ['owner_user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'projects_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: false
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      sync_rejections: {
        Row: {
          created_at: string
          id: number
          line_number: number
          project_id: string
          reason: string
          record: string | null
          sync_run_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          id?: never
          line_number: number
          project_id: string
          reason: string
          record?: string | null
          sync_run_id: string
        }
        Update: {
          created_at?: string
          id?: never
          line_number?: number
          project_id?: string
          reason?: string
          record?: string | null
          sync_run_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'sync_rejections_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'sync_rejections_sync_run_id_project_id_fkey'
            columns: ['sync_run_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'sync_runs'
            referencedColumns: ['id', 'project_id']
          },
        ]
      }
      sync_runs: {
        Row: {
          attempt: number
          bytes_read: number
          connector_id: string | null
          created_at: string
          created_by: string | null
          cursor_after: Json | null
          cursor_before: Json | null
          dataset_id: string | null
          error_code: string | null
          error_message: string | null
          finished_at: string | null
          id: string
          message_id: number | null
          options: NonNullable<Json>
          project_id: string
          rows_read: number
          rows_rejected: number
          rows_written: number
          started_at: string | null
          status: string
          trigger: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          attempt?: number
          bytes_read?: number
          connector_id?: string | null
          created_at?: string
          created_by?: string | null
          cursor_after?: Json | null
          cursor_before?: Json | null
          dataset_id?: string | null
          error_code?: string | null
          error_message?: string | null
          finished_at?: string | null
          id?: string
          message_id?: number | null
          options?: NonNullable<Json>
          project_id: string
          rows_read?: number
          rows_rejected?: number
          rows_written?: number
          started_at?: string | null
          status?: string
          trigger: string
          updated_at?: string
        }
        Update: {
          attempt?: number
          bytes_read?: number
          connector_id?: string | null
          created_at?: string
          created_by?: string | null
          cursor_after?: Json | null
          cursor_before?: Json | null
          dataset_id?: string | null
          error_code?: string | null
          error_message?: string | null
          finished_at?: string | null
          id?: string
          message_id?: number | null
          options?: NonNullable<Json>
          project_id?: string
          rows_read?: number
          rows_rejected?: number
          rows_written?: number
          started_at?: string | null
          status?: string
          trigger?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'sync_runs_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'sync_runs_dataset_id_project_id_fkey'
            columns: ['dataset_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'datasets'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'sync_runs_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      teams: {
        Row: {
          avatar_url: string | null
          created_at: string
          created_by: string | null
          description: string | null
          id: string
          name: string
          settings: NonNullable<Json>
          updated_at: string
          workspace_id: string
        }
        ComputedFields: never
        Insert: {
          avatar_url?: string | null
          created_at?: string
          created_by?: string | null
          description?: string | null
          id?: string
          name: string
          settings?: NonNullable<Json>
          updated_at?: string
          workspace_id: string
        }
        Update: {
          avatar_url?: string | null
          created_at?: string
          created_by?: string | null
          description?: string | null
          id?: string
          name?: string
          settings?: NonNullable<Json>
          updated_at?: string
          workspace_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'teams_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'teams_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: false
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      user_profiles: {
        Row: {
          avatar_url: string | null
          created_at: string
          display_name: string
          full_name: string | null
          id: string
          onboarding_completed: boolean
          preferences: NonNullable<Json>
          settings: NonNullable<Json>
          timezone: string
          updated_at: string
          workspace_settings: NonNullable<Json>
        }
        ComputedFields: never
        Insert: {
          avatar_url?: string | null
          created_at?: string
          display_name: string
          full_name?: string | null
          id: string
          onboarding_completed?: boolean
          preferences?: NonNullable<Json>
          settings?: NonNullable<Json>
          timezone?: string
          updated_at?: string
          workspace_settings?: NonNullable<Json>
        }
        Update: {
          avatar_url?: string | null
          created_at?: string
          display_name?: string
          full_name?: string | null
          id?: string
          onboarding_completed?: boolean
          preferences?: NonNullable<Json>
          settings?: NonNullable<Json>
          timezone?: string
          updated_at?: string
          workspace_settings?: NonNullable<Json>
        }
        Relationships: [
          {
            foreignKeyName: 'user_profiles_id_fkey'
            columns: ['id']
            isOneToOne: true
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      user_team_memberships: {
        Row: {
          created_at: string
          id: string
          joined_at: string
          role: string
          team_id: string
          updated_at: string
          user_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          id?: string
          joined_at?: string
          role?: string
          team_id: string
          updated_at?: string
          user_id: string
        }
        Update: {
          created_at?: string
          id?: string
          joined_at?: string
          role?: string
          team_id?: string
          updated_at?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'user_team_memberships_team_id_fkey'
            columns: ['team_id']
            isOneToOne: false
            referencedRelation: 'teams'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'user_team_memberships_user_id_fkey'
            columns: ['user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
      users: {
        Row: {
          confirmed_at: string | null
          created_at: string
          deleted_at: string | null
          email: string | null
          email_confirmed_at: string | null
          id: string
          is_super_user: boolean
          last_sign_in_at: string | null
          phone: string | null
          profile: NonNullable<Json>
          raw_app_meta_data: NonNullable<Json>
          raw_user_meta_data: NonNullable<Json>
          status: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          confirmed_at?: string | null
          created_at?: string
          deleted_at?: string | null
          email?: string | null
          email_confirmed_at?: string | null
          id: string
          is_super_user?: boolean
          last_sign_in_at?: string | null
          phone?: string | null
          profile?: NonNullable<Json>
          raw_app_meta_data?: NonNullable<Json>
          raw_user_meta_data?: NonNullable<Json>
          status?: string
          updated_at?: string
        }
        Update: {
          confirmed_at?: string | null
          created_at?: string
          deleted_at?: string | null
          email?: string | null
          email_confirmed_at?: string | null
          id?: string
          is_super_user?: boolean
          last_sign_in_at?: string | null
          phone?: string | null
          profile?: NonNullable<Json>
          raw_app_meta_data?: NonNullable<Json>
          raw_user_meta_data?: NonNullable<Json>
          status?: string
          updated_at?: string
        }
        Relationships: []
      }
      widgets: {
        Row: {
          chart_id: string | null
          config: NonNullable<Json>
          connector_id: string | null
          created_at: string
          dashboard_id: string
          dashboard_tab_id: string
          data_query: Json | null
          height: number
          id: string
          is_draggable: boolean
          is_resizable: boolean
          last_updated_at: string | null
          min_height: number | null
          min_width: number | null
          name: string
          position_x: number
          position_y: number
          project_id: string
          refresh_interval: number | null
          type: string
          updated_at: string
          width: number
        }
        ComputedFields: never
        Insert: {
          chart_id?: string | null
          config?: NonNullable<Json>
          connector_id?: string | null
          created_at?: string
          dashboard_id: string
          dashboard_tab_id: string
          data_query?: Json | null
          height?: number
          id?: string
          is_draggable?: boolean
          is_resizable?: boolean
          last_updated_at?: string | null
          min_height?: number | null
          min_width?: number | null
          name?: string
          position_x?: number
          position_y?: number
          project_id: string
          refresh_interval?: number | null
          type: string
          updated_at?: string
          width?: number
        }
        Update: {
          chart_id?: string | null
          config?: NonNullable<Json>
          connector_id?: string | null
          created_at?: string
          dashboard_id?: string
          dashboard_tab_id?: string
          data_query?: Json | null
          height?: number
          id?: string
          is_draggable?: boolean
          is_resizable?: boolean
          last_updated_at?: string | null
          min_height?: number | null
          min_width?: number | null
          name?: string
          position_x?: number
          position_y?: number
          project_id?: string
          refresh_interval?: number | null
          type?: string
          updated_at?: string
          width?: number
        }
        Relationships: [
          {
            foreignKeyName: 'widgets_chart_id_project_id_fkey'
            columns: ['chart_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'charts'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'widgets_dashboard_id_project_id_fkey'
            columns: ['dashboard_id', 'project_id']
            isOneToOne: false
            referencedRelation: 'dashboards'
            referencedColumns: ['id', 'project_id']
          },
          {
            foreignKeyName: 'widgets_dashboard_tab_id_dashboard_id_fkey'
            columns: ['dashboard_tab_id', 'dashboard_id']
            isOneToOne: false
            referencedRelation: 'dashboard_tabs'
            referencedColumns: ['id', 'dashboard_id']
          },
          {
            foreignKeyName: 'widgets_project_id_fkey'
            columns: ['project_id']
            isOneToOne: false
            referencedRelation: 'projects'
            referencedColumns: ['id']
          },
        ]
      }
      workspace_subscriptions: {
        Row: {
          additional_tokens: number
          base_token_limit: number
          created_at: string
          current_period_end: string | null
          current_period_start: string | null
          id: string
          plan_type: string
          status: string
          stripe_customer_id: string | null
          stripe_subscription_id: string | null
          updated_at: string
          workspace_id: string
        }
        ComputedFields: never
        Insert: {
          additional_tokens?: number
          base_token_limit?: number
          created_at?: string
          current_period_end?: string | null
          current_period_start?: string | null
          id?: string
          plan_type?: string
          status?: string
          stripe_customer_id?: string | null
          stripe_subscription_id?: string | null
          updated_at?: string
          workspace_id: string
        }
        Update: {
          additional_tokens?: number
          base_token_limit?: number
          created_at?: string
          current_period_end?: string | null
          current_period_start?: string | null
          id?: string
          plan_type?: string
          status?: string
          stripe_customer_id?: string | null
          stripe_subscription_id?: string | null
          updated_at?: string
          workspace_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'workspace_subscriptions_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: true
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      workspace_users: {
        Row: {
          created_at: string
          id: string
          invited_by: string | null
          role: string
          updated_at: string
          user_id: string
          workspace_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          id?: string
          invited_by?: string | null
          role: string
          updated_at?: string
          user_id: string
          workspace_id: string
        }
        Update: {
          created_at?: string
          id?: string
          invited_by?: string | null
          role?: string
          updated_at?: string
          user_id?: string
          workspace_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'workspace_users_invited_by_fkey'
            columns: ['invited_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workspace_users_user_id_fkey'
            columns: ['user_id']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
          {
            foreignKeyName: 'workspace_users_workspace_id_fkey'
            columns: ['workspace_id']
            isOneToOne: false
            referencedRelation: 'workspaces'
            referencedColumns: ['id']
          },
        ]
      }
      workspaces: {
        Row: {
          color_palette: NonNullable<Json>
          company_email_domains: string[]
          company_name: string | null
          created_at: string
          created_by: string | null
          deleted_at: string | null
          description: string | null
          id: string
          is_active: boolean
          logo_url: string | null
          name: string
          settings: NonNullable<Json>
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          color_palette?: NonNullable<Json>
          company_email_domains?: string[]
          company_name?: string | null
          created_at?: string
          created_by?: string | null
          deleted_at?: string | null
          description?: string | null
          id?: string
          is_active?: boolean
          logo_url?: string | null
          name: string
          settings?: NonNullable<Json>
          updated_at?: string
        }
        Update: {
          color_palette?: NonNullable<Json>
          company_email_domains?: string[]
          company_name?: string | null
          created_at?: string
          created_by?: string | null
          deleted_at?: string | null
          description?: string | null
          id?: string
          is_active?: boolean
          logo_url?: string | null
          name?: string
          settings?: NonNullable<Json>
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: 'workspaces_created_by_fkey'
            columns: ['created_by']
            isOneToOne: false
            referencedRelation: 'users'
            referencedColumns: ['id']
          },
        ]
      }
    }
    Views: {
      [_ in never]: never
    }
    Functions: {
      append_rows: { Args: { dataset_id: string; idempotency_key?: string; rows: Json }; Returns: Json }
      approve_user: { Args: { user_id: string }; Returns: undefined }
      cancel_run: {
        Args: { run_id: string }
        Returns: {
          attempt: number
          bytes_read: number
          connector_id: string | null
          created_at: string
          created_by: string | null
          cursor_after: Json | null
          cursor_before: Json | null
          dataset_id: string | null
          error_code: string | null
          error_message: string | null
          finished_at: string | null
          id: string
          message_id: number | null
          options: NonNullable<Json>
          project_id: string
          rows_read: number
          rows_rejected: number
          rows_written: number
          started_at: string | null
          status: string
          trigger: string
          updated_at: string
        }
        SetofOptions: {
          from: '*'
          to: 'sync_runs'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      create_ingest_token: { Args: { dataset_id: string; name: string }; Returns: Json }
      create_project: {
        Args: { description?: string; name: string; workspace_id: string }
        Returns: {
          color_palette: NonNullable<Json>
          created_at: string
          created_by: string | null
          deleted_at: string | null
          description: string | null
          id: string
          is_active: boolean
          logo_url: string | null
          name: string
          owner_team_id: string | null
          owner_user_id: string | null
          settings: NonNullable<Json>
          updated_at: string
          workspace_id: string
        }
        SetofOptions: {
          from: '*'
          to: 'projects'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      explain_dataset_query: { Args: { dataset_id: string; query: Json }; Returns: Json }
      load_upload: {
        Args: { options: Json; path: string; project_id: string }
        Returns: {
          attempt: number
          bytes_read: number
          connector_id: string | null
          created_at: string
          created_by: string | null
          cursor_after: Json | null
          cursor_before: Json | null
          dataset_id: string | null
          error_code: string | null
          error_message: string | null
          finished_at: string | null
          id: string
          message_id: number | null
          options: NonNullable<Json>
          project_id: string
          rows_read: number
          rows_rejected: number
          rows_written: number
          started_at: string | null
          status: string
          trigger: string
          updated_at: string
        }
        SetofOptions: {
          from: '*'
          to: 'sync_runs'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      query_dataset: { Args: { dataset_id: string; query: Json }; Returns: Json }
      query_datasets: { Args: { queries: Json }; Returns: Json }
      retry_run: {
        Args: { run_id: string }
        Returns: {
          attempt: number
          bytes_read: number
          connector_id: string | null
          created_at: string
          created_by: string | null
          cursor_after: Json | null
          cursor_before: Json | null
          dataset_id: string | null
          error_code: string | null
          error_message: string | null
          finished_at: string | null
          id: string
          message_id: number | null
          options: NonNullable<Json>
          project_id: string
          rows_read: number
          rows_rejected: number
          rows_written: number
          started_at: string | null
          status: string
          trigger: string
          updated_at: string
        }
        SetofOptions: {
          from: '*'
          to: 'sync_runs'
          isOneToOne: true
          isSetofReturn: false
        }
      }
      revoke_ingest_token: { Args: { id: string }; Returns: undefined }
      save_dashboard_canvas: {
        Args: { about?: Json; canvas: Json; dashboard_id: string; revision: number }
        Returns: {
          archived_at: string | null
          config: NonNullable<Json>
          created_at: string
          created_by: string | null
          description: string | null
          id: string
          is_public: boolean
          is_template: boolean
          last_viewed_at: string | null
          layout: NonNullable<Json>
          project_id: string
          revision: number
          tags: string[]
          template_category: string | null
          template_id: string | null
          theme: NonNullable<Json>
          title: string
          updated_at: string
          view_count: number
        }
        SetofOptions: {
          from: '*'
          to: 'dashboards'
          isOneToOne: true
          isSetofReturn: false
        }
      }
    }
    Enums: {
      [_ in never]: never
    }
    CompositeTypes: {
      [_ in never]: never
    }
  }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, 'public'>]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    keyof (DefaultSchema['Tables'] & DefaultSchema['Views']) | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
    ? (DefaultSchema['Tables'] & DefaultSchema['Views'])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R
      }
      ? R
      : never
    : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I
      }
      ? I
      : never
    : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U
      }
      ? U
      : never
    : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums'] | { schema: keyof DatabaseWithoutInternals },
  EnumName extends (DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums']
    : never) = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums'][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums']
    ? DefaultSchema['Enums'][DefaultSchemaEnumNameOrOptions]
    : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends keyof DefaultSchema['CompositeTypes'] | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes']
    : never) = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes'][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema['CompositeTypes']
    ? DefaultSchema['CompositeTypes'][PublicCompositeTypeNameOrOptions]
    : never

export const Constants = {
  public: {
    Enums: {},
  },
} as const
